import { expect, it } from 'vitest';
import { unreadMembers } from '../contract/provider-options.ts';
import type { ModelRequest } from '../contract/request.ts';
import { modelRequest } from '../testing/model-request.ts';
import { warnOfLeftOut } from './left-out.ts';
import type { WriteContext } from './write-context.ts';

const tool = { name: 'f', description: null, parameters: {} };

function pathsOf(request: Partial<ModelRequest>, honoured: Parameters<typeof warnOfLeftOut>[2] = new Set()) {
  const context: WriteContext = { providerId: 'acme', dialect: 'acme', warnings: [] };
  warnOfLeftOut(modelRequest(request), context, honoured);
  return context.warnings.map(({ path }) => path);
}

it('warns of unsupported settings', () => {
  expect(pathsOf({ settings: { topK: 1, verbosity: 'low' } }, new Set(['topK'] as const))).toEqual(['verbosity']);
});

it('does not warn of settings that equal the default', () => {
  const settings = { frequencyPenalty: 0, serviceTier: 'auto', logitBias: {}, parallelToolCalls: true };
  const members = { n: 1, logprobs: false, store: true, metadata: { a: 'b' }, odd: null };
  expect(pathsOf({ settings, providerOptions: { [unreadMembers]: members } })).toEqual([]);
  expect(pathsOf({ settings: { parallelToolCalls: false } })).toEqual([]);
});

it('warns of strict tools, and of one call at a time, if there are tools', () => {
  const tools = [tool, { ...tool, strict: true }];
  expect(pathsOf({ tools, settings: { parallelToolCalls: false } })).toEqual(['parallelToolCalls', 'tools.1.strict']);
});

it('warns of each unread member once, by its first place', () => {
  const unread = { providerOptions: { [unreadMembers]: { name: 'Ann' } } };
  const text = { type: 'text', text: 'Hi' } as const;
  expect(
    pathsOf({
      providerOptions: { [unreadMembers]: { prediction: {} }, other: { x: 1 } },
      messages: [
        { role: 'user', parts: [text], ...unread },
        { role: 'user', parts: [{ ...text, providerOptions: { [unreadMembers]: { y: 1 } } }], ...unread },
      ],
    }),
  ).toEqual(['prediction', 'messages.0.name', 'messages.1.parts.0.y']);
});

it('bounds the warnings, and the names in them', () => {
  const members = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`${index}${'x'.repeat(200)}`, 1]));
  const paths = pathsOf({ providerOptions: { [unreadMembers]: members } });
  expect(paths).toHaveLength(50);
  expect(Math.max(...paths.map(({ length }) => length))).toBe(80);
});
