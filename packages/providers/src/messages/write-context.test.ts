import { describe, expect, it } from 'vitest';
import {
  cannotSend,
  clampSetting,
  dropPart,
  dropSetting,
  hasOptions,
  type WriteContext,
  withBodyOptions,
  withOptions,
} from './write-context.ts';

const open = (): WriteContext => ({ providerId: 'acme', dialect: 'openai', warnings: [] });

describe('options', () => {
  it('merge objects member by member, and replace other values', () => {
    const base = { a: { b: 1, c: [1] }, d: 'x' };
    const own = { acme: { a: { c: [2], e: 3 }, d: { f: 4 } } };
    expect(withOptions(base, own, open())).toEqual({ a: { b: 1, c: [2], e: 3 }, d: { f: 4 } });
    expect(withOptions(base, { other: { a: 1 } }, open())).toBe(base);
    expect(hasOptions(own, open())).toBe(true);
    expect(hasOptions({ other: {} }, open())).toBe(false);
  });

  it('with an inherited name are an ordinary member', () => {
    const own = { acme: JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') };
    const written = withOptions({ a: 1 }, own, open());
    expect(JSON.stringify(written)).toBe('{"a":1,"__proto__":{"polluted":true},"constructor":1}');
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(['generationConfig', 'options'])('of a request do not set its limits within %s', (envelope) => {
    const context = open();
    const own = { acme: { [envelope]: { maxOutputTokens: 9, num_predict: 9, top_k: 1 } } };
    expect(withBodyOptions({ [envelope]: { maxOutputTokens: 5 } }, { providerOptions: own }, context)).toEqual({
      [envelope]: { maxOutputTokens: 5, top_k: 1 },
    });
    expect(context.warnings.map(({ path }) => path)).toEqual([
      `providerOptions.${envelope}.maxOutputTokens`,
      `providerOptions.${envelope}.num_predict`,
    ]);
  });

  it.each(['model', 'models', 'messages', 'contents', 'system', 'stream', 'n', 'max_tokens'])(
    'of a request do not set its %s',
    (name) => {
      const context = open();
      const body = { model: 'm', [name]: 'own' };
      const providerOptions = { acme: { [name]: 'theirs', other: 1 } };
      expect(withBodyOptions(body, { providerOptions }, context)).toEqual({ ...body, other: 1 });
      expect(context.warnings).toEqual([
        {
          path: `providerOptions.${name}`,
          action: 'dropped',
          message: `The option '${name}' for acme was left out: the request itself sets it.`,
        },
      ]);
    },
  );
});

describe('warnings', () => {
  it('name the omitted parts', () => {
    const context = open();
    dropPart(context, 'messages.0.parts.1', 'the image of an earlier answer');
    dropSetting(context, 'seed');
    expect(context.warnings.map(({ path, message }) => [path, message])).toEqual([
      ['messages.0.parts.1', 'acme does not accept the image of an earlier answer; it was left out.'],
      ['seed', "acme has no setting 'seed'; it was left out."],
    ]);
  });

  it('come only for a value that is not allowed', () => {
    const context = open();
    expect(clampSetting(context, 'topP', 0.5, 0.99, 0.01)).toBe(0.5);
    expect(context.warnings).toEqual([]);
    expect(clampSetting(context, 'topP', 0, 0.99, 0.01)).toBe(0.01);
    const message = "acme accepts 'topP' from 0.01 to 0.99; 0.01 was sent.";
    expect(context.warnings).toEqual([{ path: 'topP', action: 'clamped', message }]);
  });
});

it('a part that cannot be sent is a bad request with its name', () => {
  expect(cannotSend(open(), 'messages.0.parts.1', 'audio')).toMatchObject({
    kind: 'bad-request',
    message: 'acme accepts no audio: messages.0.parts.1 cannot be sent to it.',
  });
});
