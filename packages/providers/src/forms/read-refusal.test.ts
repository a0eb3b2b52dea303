import { describe, expect, it } from 'vitest';
import { readRefusal } from './read-refusal.ts';

const openAi = (facts: object): string => JSON.stringify({ error: { type: 'invalid_request_error', ...facts } });
const pydantic = (problem: object): string => JSON.stringify({ detail: [problem] });

describe('a refusal of a member', () => {
  it.each([
    [
      400,
      openAi({ message: "Unsupported parameter: 'stop' is not supported with this model.", param: 'stop' }),
      ['stop'],
    ],
    [400, openAi({ message: 'No.', code: 'unsupported_value', param: 'messages[0].role' }), ['messages.*.role']],
    [422, pydantic({ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }), ['stream_options']],
    [
      422,
      pydantic({ loc: ['body', 'messages', 0, 'content'], msg: 'Input should be a valid string' }),
      ['messages.*.content'],
    ],
    [
      500,
      openAi({
        message: `[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': "Input should be 'text'", 'input': 'tools'}]`,
      }),
      ['response_format.type'],
    ],
    [400, openAi({ message: 'Unrecognized request argument supplied: logprobs' }), []],
    [400, openAi({ message: 'metadata: Extra inputs are not permitted' }), []],
    [400, JSON.stringify({ error: 'registry.ollama.ai/library/gemma:2b does not support tools' }), []],
    [400, JSON.stringify({ error: 'json: unknown field "stream_options"' }), []],
    [404, openAi({ message: 'No endpoints found that support tool use.' }), []],
    [400, openAi({ message: 'Your organization must be verified to stream this model.', param: 'stream' }), ['stream']],
    [500, 'System role not supported', []],
    [200, openAi({ message: 'This model does not support streaming.' }), []],
  ])('is read under HTTP %i: %s', (status, body, paths) => {
    expect(readRefusal({ status, body })).toMatchObject({ paths });
  });

  it.each([
    ['another status', 429, openAi({ message: "'stop' is not supported" })],
    ['a key', 401, openAi({ message: 'Unsupported key' })],
    [
      'a value beyond its bounds',
      422,
      pydantic({ loc: ['body', 'temperature'], msg: 'Input should be less than or equal to 2' }),
    ],
    ['a limit', 400, openAi({ message: 'max_tokens is not supported: it exceeds the maximum value of 4096' })],
    [
      'a long prompt',
      400,
      openAi({ message: "This model's maximum context length is 8192 tokens.", param: 'messages' }),
    ],
    ['a failure', 500, openAi({ message: 'The server had an error.' })],
  ])('is not %s', (_, status, body) => {
    expect(readRefusal({ status, body })).toBeNull();
  });

  it.each([
    ["Unsupported value: 'reasoning_effort' does not support 'minimal'. Supported values are: 'low' and 'high'.", true],
    ["Unsupported value: 'temperature' does not support 0.2. Only the default (1) value is supported.", false],
    ["Unsupported parameter: 'stop' is not supported with this model.", false],
  ])('distinguishes a value from a member: %s', (message, isOfValue) => {
    expect(readRefusal({ status: 400, body: openAi({ message }) })).toMatchObject({ isOfValue });
  });

  it('distinguishes reasoning that another key encrypted from unsupported members', () => {
    const message = 'The encrypted content gAAA...Rg== could not be verified.';
    const body = openAi({ message, code: 'invalid_encrypted_content' });
    expect(readRefusal({ status: 400, body })).toMatchObject({ isOfRequest: true });
  });

  it('distinguishes the schema of one request from unsupported members', () => {
    const message = "Invalid schema for response_format 'a': 'uniqueItems' is not permitted.";
    expect(readRefusal({ status: 400, body: openAi({ message }) })).toMatchObject({ isOfRequest: true });
  });
});
