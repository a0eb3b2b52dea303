import { expect, test } from 'vitest';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { toFunctionCompletion } from './whole-answer.ts';

test('a call is sent as `function_call` if functions were given', () => {
  const toolCalls = [
    { id: 'c1', name: 'look', arguments: '{"at":"it"}' },
    { id: 'c2', name: 'look', arguments: '{}' },
  ];
  const { choices } = toFunctionCompletion(sampleGeneration({ text: '', toolCalls, finishReason: 'tool-calls' }));
  expect(choices).toMatchObject([
    {
      message: { content: null, function_call: { name: 'look', arguments: '{"at":"it"}' } },
      finish_reason: 'function_call',
    },
  ]);
  expect(choices[0]?.message).not.toHaveProperty('tool_calls');
});

test('a text stays unchanged', () => {
  expect(toFunctionCompletion(sampleGeneration()).choices).toMatchObject([
    { message: { content: 'hello' }, finish_reason: 'stop' },
  ]);
});
