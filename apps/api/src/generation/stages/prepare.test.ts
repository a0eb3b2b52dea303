import type { AssistantPart, Message } from '@penstock/providers';
import { expect, it, vi } from 'vitest';
import { sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { BoundedLabel } from '../bounded-label.ts';
import { prepare } from './prepare.ts';
import type { Asked } from './stage.ts';

const withSchema = sampleRequest({ responseFormat: { type: 'json-schema', name: 'n', schema: { type: 'object' } } });

/** The tools, with a compiler of schemas that finds this problem. */
function toolsThatFind(problem: string | null) {
  const compile = vi.fn(async (_schema: unknown, _caller: string) => problem);
  return {
    compile,
    tools: fakeStageTools({ schemas: { prepare: compile, check: () => ({ problem: null, isFinal: false }) } }),
  };
}

it('passes on a request whose schema compiles, and at once a request without a schema', async () => {
  const { compile, tools } = toolsThatFind(null);
  const next = vi.fn(async (_: Asked): Promise<void> => {});
  await prepare(askedFor(withSchema), next, tools);
  expect(next.mock.calls[0]?.[0].request).toBe(withSchema);
  await prepare(askedFor(), next, tools);
  expect(next).toHaveBeenCalledTimes(2);
  expect(compile.mock.calls).toEqual([[{ type: 'object' }, 'default']]);
});

it('restores the provider state of an earlier answer that its client left out', async () => {
  const call = { type: 'tool-call', id: 'c1', name: 'look', arguments: '{}' } as const;
  const state = { providerId: 'p', dialect: 'google', value: { thoughtSignature: 's' } };
  const tools = fakeStageTools();
  tools.states.remember('default', [{ ...call, state }]);
  const turn = (parts: AssistantPart[]): readonly Message[] => [
    { role: 'user', parts: [{ type: 'text', text: 'Look!' }] },
    { role: 'assistant', parts },
  ];
  const next = vi.fn(async (_: Asked): Promise<void> => {});
  await prepare(askedFor(sampleRequest({ messages: turn([call]) })), next, tools);
  expect(next.mock.calls[0]?.[0].request.call).toMatchObject({ messages: turn([{ ...call, state }]) });
});

it("adds the caller's program to its tags if the policy says so, up to the limit of tags", async () => {
  const tagged = 'models: { openai: { gpt-4o-mini } }\nattribution: { user_agent_tag: true }';
  const request = sampleRequest();
  const tools = fakeStageTools({ clientNames: new BoundedLabel(1) });
  const tagsUnder = async (yaml: string | undefined, tags: readonly string[], client = 'curl') => {
    const origin = { requestId: 'r', endpoint: '/graphql', keyPrefix: null, client };
    const next = vi.fn(async (_: Asked): Promise<void> => {});
    const asked = askedFor({ ...request, caller: { ...request.caller, tags, origin } });
    await prepare({ ...asked, rules: sampleRules(yaml) }, next, tools);
    return next.mock.calls[0]?.[0].request.caller.tags;
  };
  expect(await tagsUnder(tagged, ['mine'])).toEqual(['mine', 'agent:curl']);
  expect(await tagsUnder(undefined, ['mine'])).toEqual(['mine']);
  expect(await tagsUnder(tagged, [], 'another')).toEqual(['agent:other']);
  const full = Array.from({ length: 20 }, (_, at) => `tag-${at}`);
  expect(await tagsUnder(tagged, full)).toEqual(full);
});

it('refuses an unusable schema before planning', async () => {
  const next = vi.fn(async (): Promise<void> => {});
  const prepared = prepare(askedFor(withSchema), next, toolsThatFind('it is too deep').tools);
  await expect(prepared).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: 'The JSON schema cannot be used: it is too deep.',
  });
  expect(next).not.toHaveBeenCalled();
});
