import { describe, expect, it } from 'vitest';
import type { Grant } from '../../access/viewer.ts';
import { plainRequest, type RequestChanges } from '../../testing/plain-request.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { checkCaller } from './check-caller.ts';

const rules = sampleRules(`
models:
  openai: { gpt-4o-mini: {} }
  anthropic: { claude-sonnet: {} }
  ollama: { llama3: {} }
`);

const openaiOnly: Grant = { models: ['openai/*'], strategies: ['BALANCED'], tags: [] };

/** The message of the refusal; null if the request goes on. */
async function check(
  changes: RequestChanges,
  workspaces = ['default'],
): Promise<{ code: string; message: string } | null> {
  let hasPassed = false;
  const next = async () => {
    hasPassed = true;
  };
  const tools = fakeStageTools({ workspaces: { has: (id) => workspaces.includes(id) } });
  try {
    await checkCaller({ ...askedFor(plainRequest('Hi', changes)), rules }, next, tools);
  } catch (error) {
    expect(hasPassed).toBe(false);
    return error as { code: string; message: string };
  }
  expect(hasPassed).toBe(true);
  return null;
}

describe('a request with a restricted key', () => {
  it.each<[string, RequestChanges, string]>([
    ['a model', { model: 'anthropic/claude-sonnet' }, "the model 'anthropic/claude-sonnet'"],
    ['a model by its bare name', { model: 'claude-sonnet' }, "the model 'anthropic/claude-sonnet'"],
    [
      'a fallback',
      { model: 'openai/gpt-4o-mini', fallbackModels: ['claude-sonnet'] },
      "the model 'anthropic/claude-sonnet'",
    ],
    ['a preferred model', { preferredModel: 'claude-sonnet' }, "the model 'anthropic/claude-sonnet'"],
    ['a provider', { provider: 'anthropic' }, 'any model of the provider anthropic'],
    ['a chain', { chain: 'local only' }, 'any model of the chain LOCAL_ONLY'],
    ['a strategy', { strategy: 'QUALITY_OPTIMIZED' }, 'the strategy QUALITY_OPTIMIZED'],
  ])('is refused %s that the key does not allow', async (_, changes, what) => {
    expect(await check({ ...changes, grant: openaiOnly })).toMatchObject({
      code: 'FORBIDDEN',
      message: `The key in use does not allow ${what}.`,
    });
  });

  it.each<RequestChanges>([
    {},
    { model: 'gpt-4o-mini' },
    { model: 'openai/gpt-4o-mini', strategy: 'BALANCED' },
    { provider: 'openai' },
    // Planning refuses this name.
    { model: 'unknown/model' },
  ])('goes on with %j', async (changes) => {
    expect(await check({ ...changes, grant: openaiOnly })).toBeNull();
  });
});

it('is refused for a workspace that does not exist', async () => {
  expect(await check({ workspaceId: 'team-a' })).toMatchObject({
    code: 'NOT_FOUND',
    message: "There is no workspace 'team-a'.",
  });
  expect(await check({ workspaceId: 'team-a' }, ['team-a'])).toBeNull();
});
