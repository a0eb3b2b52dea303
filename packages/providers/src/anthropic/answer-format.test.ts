import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { modelRequest } from '../testing/model-request.ts';
import { chooseAnswerFormat } from './answer-format.ts';

const schema = { type: 'object', properties: { a: { type: 'string' } } };
const bySchema: ModelRequest['responseFormat'] = { type: 'json-schema', name: 'thing', schema };

describe('chooseAnswerFormat', () => {
  it.each(['claude-sonnet-4-5', 'claude-opus-4-1', 'claude-haiku-4-5-20251001', 'claude-sonnet-5'])(
    'takes the native way with %s',
    (model) => {
      const format = chooseAnswerFormat(modelRequest({ model, responseFormat: bySchema }));
      expect(format).toMatchObject({ outputSchema: { additionalProperties: false }, answerToolSchema: null });
    },
  );

  it.each(['claude-3-5-sonnet-latest', 'claude-3-opus-20240229', 'claude-sonnet-4-0', 'claude-opus-4-20250514'])(
    'takes a tool with %s, which is older',
    (model) => {
      const format = chooseAnswerFormat(modelRequest({ model, responseFormat: bySchema }));
      expect(format).toEqual({ instructions: null, outputSchema: null, answerToolSchema: schema });
    },
  );

  it('uses a tool for a schema that native outputs cannot express', () => {
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    const responseFormat: ModelRequest['responseFormat'] = { type: 'json-schema', name: 'map', schema: map };
    expect(chooseAnswerFormat(modelRequest({ model: 'claude-sonnet-5', responseFormat })).answerToolSchema).toBe(map);
  });

  it('requests JSON without a schema by instructions, and text without any', () => {
    expect(chooseAnswerFormat(modelRequest({ responseFormat: { type: 'json' } })).instructions).toContain('JSON');
    expect(chooseAnswerFormat(modelRequest())).toEqual({
      instructions: null,
      outputSchema: null,
      answerToolSchema: null,
    });
  });
});
