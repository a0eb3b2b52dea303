import { describe, expect, it, vi } from 'vitest';
import { cachedAnswer } from '../../testing/describe-response-cache.ts';
import type { RequestChanges } from '../../testing/plain-request.ts';
import { sampleGeneration, sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import type { Caching } from '../caching.ts';
import { recall } from './recall.ts';
import type { Recalled } from './stage.ts';

const { plan } = sampleGeneration();
const policyWith = (more: string) => sampleRules(`models: { openai: { gpt-4o-mini: { quality: 0.7 } } }\n${more}`);

/** The cache decision for a request, and the number of reads from the cache. */
async function recalled(changes: RequestChanges, rules = sampleRules(), kept = true) {
  const read = vi.fn(async () => (kept ? cachedAnswer('Four.') : null));
  const planned = { plan, inputTokens: 7 };
  const facts = { ...askedFor(sampleRequest(changes)), rules, planned, account: null, remainders: null };
  const next = vi.fn(async (_: Recalled): Promise<void> => {});
  const responses = { read, write: () => {} };
  await recall({ ...facts, planAgain: () => planned }, next, fakeStageTools({ responses }));
  return { caching: next.mock.calls[0]?.[0].caching as Caching | null, reads: read.mock.calls.length };
}

const hourMs = 3_600_000;

describe('the stage recall', () => {
  it('does not use the cache if the call does not request it', async () => {
    expect(await recalled({})).toEqual({ caching: null, reads: 0 });
  });

  it.each([
    ['read', true, { status: 'HIT', answer: cachedAnswer('Four.'), keepsForMs: null }, 1],
    ['read', false, { status: 'MISS', answer: null, keepsForMs: null }, 1],
    ['write', true, { status: 'BYPASS', answer: null, keepsForMs: hourMs }, 0],
    ['read-write', true, { status: 'HIT', answer: cachedAnswer('Four.'), keepsForMs: null }, 1],
    ['read-write', false, { status: 'MISS', answer: null, keepsForMs: hourMs }, 1],
  ] as const)('for %s, with an answer kept: %s', async (cache, kept, caching, reads) => {
    expect(await recalled({ cache }, undefined, kept)).toMatchObject({ caching, reads });
  });

  it('stores an answer for the time of the policy', async () => {
    const rules = policyWith('features: { cache: { ttl_s: 60 } }');
    expect(await recalled({ cache: 'read-write' }, rules, false)).toMatchObject({ caching: { keepsForMs: 60_000 } });
  });

  it('neither reads nor stores if the policy switches the cache off, and reports it', async () => {
    const { caching, reads } = await recalled({ cache: 'read-write' }, policyWith('features: { cache: false }'));
    expect([caching, reads]).toMatchObject([{ status: 'BYPASS', answer: null, keepsForMs: null }, 0]);
  });

  it.each([
    ['the request', { mayKeepContent: false }, ''],
    ['the policy', {}, 'retention: { content: none }'],
    ['the policy of its workspace', {}, 'retention: { workspaces: { default: none } }'],
  ])('stores no answer if %s keeps no content', async (_, changes, more) => {
    const { caching } = await recalled({ ...changes, cache: 'read-write' }, policyWith(more), false);
    expect(caching).toMatchObject({ status: 'MISS', keepsForMs: null });
  });
});
