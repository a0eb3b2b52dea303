import type { ResponseFormat } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { SchemaChecks } from '../json-schema/schema-checks.ts';
import { checkAnswer as check } from './check-answer.ts';

const checkAnswer = (text: string, format: ResponseFormat) => check(text, format, new SchemaChecks(), 'caller');

const city = {
  type: 'json-schema',
  name: 'city',
  schema: {
    type: 'object',
    properties: { name: { type: 'string' }, size: { enum: ['small', 'large'] } },
    required: ['name'],
    additionalProperties: false,
  },
} as const;

describe('checking an answer', () => {
  it('accepts plain text without a check', () => {
    expect(checkAnswer('{', { type: 'text' })).toEqual({ isValid: true, json: null, isMended: false });
  });

  it('parses JSON, with or without a Markdown fence', () => {
    expect(checkAnswer('{"a":1}', { type: 'json' })).toEqual({ isValid: true, json: { a: 1 }, isMended: false });
    expect(checkAnswer('```json\n{"a":1}\n```', { type: 'json' })).toEqual({
      isValid: true,
      json: { a: 1 },
      isMended: false,
    });
  });

  it.each([
    ['', 'it is not JSON: it is empty'],
    ['{"a":', `it is not JSON: '{"a":'`],
    [`once ${'x'.repeat(100)}`, `it is not JSON: it begins 'once ${'x'.repeat(72)}…'`],
  ])('names the problem of %j', (text, problem) => {
    expect(checkAnswer(text, { type: 'json' })).toEqual({ isValid: false, problem });
  });

  it('accepts an answer that fits the schema', () => {
    expect(checkAnswer('{"name":"Ulm"}', city)).toEqual({ isValid: true, json: { name: 'Ulm' }, isMended: false });
  });

  it.each([
    ['{}', "the answer must have required property 'name'"],
    ['{"name":1}', '/name must be string'],
    ['{"name":"Ulm","size":"huge"}', '/size must be equal to one of the allowed values: "small", "large"'],
    ['{"name":"Ulm","x":1}', "the answer must not have the property 'x'"],
  ])('names the place in %s that does not fit', (text, problem) => {
    expect(checkAnswer(text, city)).toEqual({ isValid: false, problem: `it does not fit the schema: ${problem}` });
  });

  it('names at most five places', () => {
    const schema = { type: 'array', items: { type: 'number' } };
    const result = checkAnswer('["a","b","c","d","e","f"]', { type: 'json-schema', name: 'list', schema });
    expect(result).toMatchObject({ problem: expect.stringMatching(/\/4 must be number; and 1 more$/) });
  });

  it('finds JSON in prose without spaces', () => {
    const prose = '以下是您所要求的结果'.repeat(20);
    for (const text of [
      `${prose}{"a":1}`,
      `${prose}\n\`\`\`json\n{"a":1}\n\`\`\``,
      `{"a":1}\n${'─'.repeat(200)}${prose}`,
    ]) {
      expect(checkAnswer(text, { type: 'json' })).toEqual({ isValid: true, json: { a: 1 }, isMended: true });
    }
    expect(checkAnswer(prose, { type: 'json' })).toMatchObject({ problem: expect.stringContaining('it is not JSON') });
    expect(checkAnswer(`[${'9'.repeat(200)}]`, { type: 'json' })).toMatchObject({
      problem: 'it has a number of more than 100 characters',
    });
  });

  it('refuses JSON that is nested too deep', () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(checkAnswer(text, { type: 'json' })).toEqual({
      isValid: false,
      problem: 'it nests more than 128 levels deep',
    });
  });
});
