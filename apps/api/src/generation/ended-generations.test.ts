import { describe, expect, it } from 'vitest';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { EndedGenerations, type Retention } from './ended-generations.ts';
import { LiveGeneration } from './live-generation.ts';

const retention: Retention = { keepMs: 1_000, keepCount: 100, keepBytes: 1_000_000 };

const rules = sampleRules();

/** An ended generation whose answer has this many letters. */
function endedWith(id: string, letters: number, changes: Parameters<typeof sampleRequest>[0] = {}): LiveGeneration {
  const { plan } = sampleGeneration();
  const facts = { id, request: sampleRequest(changes), rules, plan, inputTokens: 1, spending: null };
  const live = new LiveGeneration({ ...facts, nowMs: 0, elapsedMs: 0 });
  live.publish({ type: 'text-delta', text: 'x'.repeat(letters) }, 1);
  const generation = live.progress.settle({ status: 'COMPLETED', failure: null }, 1, 1);
  live.close({ type: 'completed', generation }, generation);
  return live;
}

describe('ended generations', () => {
  it('are found until they are too old', () => {
    const ended = new EndedGenerations(retention);
    ended.add(endedWith('a', 10), 0);
    expect(ended.find('a', 999)?.id).toBe('a');
    expect(ended.find('a', 1_000)).toBeUndefined();
  });

  it('are forgotten when they are too old, also without a read', () => {
    const forgotten: string[] = [];
    const ended = new EndedGenerations(retention, ({ id }) => void forgotten.push(id));
    ended.add(endedWith('a', 10), 0);
    ended.forget(999);
    expect(forgotten).toEqual([]);
    ended.forget(1_000);
    expect(forgotten).toEqual(['a']);
  });

  it('are forgotten by id, which frees their room', () => {
    const gone: string[] = [];
    const ended = new EndedGenerations(retention, ({ id }) => gone.push(id));
    for (const id of ['a', 'b', 'c', 'd']) ended.add(endedWith(id, 100_000), 0);
    ended.remove('b');
    ended.remove('none');
    expect(gone).toEqual(['b']);
    ended.add(endedWith('e', 100_000), 0);
    expect(['a', 'b', 'e'].map((id) => ended.find(id, 0)?.id)).toEqual(['a', undefined, 'e']);
  });

  it('are kept within the memory limit: the oldest are forgotten first', () => {
    const ended = new EndedGenerations(retention);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) ended.add(endedWith(id, 100_000), 0);
    // The answer and its log are 200,000 letters each.
    expect(['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => ended.find(id, 0) !== undefined)).toEqual([
      'c',
      'd',
      'e',
      'f',
    ]);
  });

  it('free the room of a forgotten generation for others', () => {
    const ended = new EndedGenerations(retention);
    for (let number = 0; number < 50; number++) ended.add(endedWith(`g${number}`, 100_000), number * 1_000);
    expect(ended.find('g49', 49_000)?.id).toBe('g49');
    ended.add(endedWith('last', 100_000), 49_000);
    expect(ended.find('g49', 49_000)?.id).toBe('g49');
  });

  it('are not kept if one alone takes more than a quarter of the room', () => {
    const ended = new EndedGenerations(retention);
    ended.add(endedWith('small', 10), 0);
    ended.add(endedWith('large', 200_000), 0);
    expect(ended.find('large', 0)).toBeUndefined();
    expect(ended.find('small', 0)?.id).toBe('small');
  });

  it('do not hold the bytes of images', () => {
    const ended = new EndedGenerations(retention);
    const data = 'A'.repeat(5_000_000);
    const messages = [
      {
        role: 'user' as const,
        parts: [{ type: 'image' as const, image: { type: 'base64' as const, mediaType: 'image/png', data } }],
      },
    ];
    ended.add(endedWith('a', 10, { messages }), 0);
    expect(JSON.stringify(ended.find('a', 0)?.snapshot().request).length).toBeLessThan(10_000);
  });

  it('are kept up to the count limit, and not at all without room', () => {
    const few = new EndedGenerations({ ...retention, keepCount: 2 });
    for (const id of ['a', 'b', 'c']) few.add(endedWith(id, 10), 0);
    expect(['a', 'b', 'c'].filter((id) => few.find(id, 0) !== undefined)).toEqual(['b', 'c']);
    const none = new EndedGenerations({ ...retention, keepBytes: 0 });
    none.add(endedWith('a', 10), 0);
    expect(none.find('a', 0)).toBeUndefined();
  });
});
