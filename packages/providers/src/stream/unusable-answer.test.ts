import { expect, it } from 'vitest';
import { refuseUnusable } from './unusable-answer.ts';

it.each([
  'MALFORMED_FUNCTION_CALL',
  'function_call_filter: MALFORMED_FUNCTION_CALL',
  'malformed_model_output',
  'UNEXPECTED_TOOL_CALL',
])('an answer that ends with %s is unusable', (reason) => {
  const error = {
    kind: 'invalid-response',
    rawCode: reason,
    message: `acme did not complete its answer (${reason}): Bad.`,
  };
  expect(() => refuseUnusable('acme', reason, 'Bad.')).toThrow(expect.objectContaining(error));
  expect(() => refuseUnusable('acme', reason)).toThrow('the model wrote an unusable answer.');
});

it.each([null, 'STOP', 'tool_calls', 'OTHER'])('an answer that ends with %s is usable', (reason) => {
  expect(() => refuseUnusable('acme', reason)).not.toThrow();
});
