import { describe, expect, it } from 'vitest';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { defaultRetention, EndedGenerations } from './ended-generations.ts';
import type { GenerationEvent } from './generation-event.ts';
import { HeldGenerations } from './held-generations.ts';
import { HeldMemory, MemoryShare } from './held-memory.ts';
import { LiveGeneration } from './live-generation.ts';

const rules = sampleRules();

function open(limitBytes: number) {
  const memory = new HeldMemory(limitBytes);
  const running = new Map<string, LiveGeneration>();
  const ended = new EndedGenerations(defaultRetention, (live) => held.letGo(live));
  const held = new HeldGenerations(running, ended);
  memory.watch(held);
  const start = (id: string): LiveGeneration => {
    const { plan } = sampleGeneration();
    const facts = { id, request: sampleRequest(), rules, plan, inputTokens: 1, spending: null };
    const live = new LiveGeneration({ ...facts, nowMs: 0, elapsedMs: 0, share: new MemoryShare(memory) });
    running.set(id, live);
    return live;
  };
  const end = (live: LiveGeneration): void => {
    const failure = live.gaveUp;
    const generation = live.progress.settle({ status: failure === null ? 'COMPLETED' : 'FAILED', failure }, 1, 1);
    live.close({ type: 'completed', generation }, generation);
    running.delete(live.id);
    ended.add(live, Date.now());
  };
  return { memory, ended, start, end };
}

const say = (live: LiveGeneration, letters: number): void =>
  live.publish({ type: 'text-delta', text: 'x'.repeat(letters) }, 1);

/** The memory of a generation with this many letters: each takes two bytes in its events and two in its parts. */
const bytesOf = (letters: number): number => letters * 4;

describe('generations in memory', () => {
  it('release their memory when nothing refers to them', () => {
    const { memory, ended, start, end } = open(1_000_000);
    const live = start('a');
    say(live, 10_000);
    say(live, 5_000);
    expect(memory.bytes).toBeGreaterThanOrEqual(bytesOf(15_000));
    expect(memory.bytes).toBeLessThan(bytesOf(15_000) + 8_192);
    end(live);
    expect(memory.bytes).toBeGreaterThan(0);
    ended.forgetUntil(() => false);
    expect(memory.bytes).toBe(0);
  });

  it('are forgotten after their end before a running one is given up', () => {
    const { ended, start, end } = open(bytesOf(50_000));
    const [kept, live] = [start('a'), start('b')];
    say(kept, 20_000);
    end(kept);
    say(live, 40_000);
    expect(ended.find('a', Date.now())).toBeUndefined();
    expect(live.gaveUp).toBeNull();
  });

  it('are given up, the largest first; readers are told, and the answer so far is recorded', async () => {
    const { memory, ended, start, end } = open(bytesOf(50_000));
    const [large, small] = [start('a'), start('b')];
    const reader = large.log.read(0);
    say(large, 30_000);
    say(small, 15_000);
    expect([large.signal.aborted, small.signal.aborted]).toEqual([false, false]);
    say(small, 9_000);
    expect([large.signal.aborted, small.signal.aborted]).toEqual([true, false]);
    end(large);
    expect(large.snapshot()).toMatchObject({ status: 'FAILED', failure: { code: 'INTERRUPTED' } });
    expect(large.snapshot().text).toHaveLength(30_000);
    const events: GenerationEvent[] = await Array.fromAsync(reader);
    expect(events).toMatchObject([{ type: 'failed', code: 'INTERRUPTED', follows: 0, generation: { text: '' } }]);
    expect(ended.find('a', Date.now())).toBeUndefined();
    expect(memory.bytes).toBeLessThan(bytesOf(24_000) + 8_192);
  });

  it('hold their memory while they are read, and are given up if it is needed', async () => {
    const { memory, ended, start, end } = open(bytesOf(50_000));
    const slow = start('a');
    const [reader, other] = [slow.log.read(0), slow.log.read(0)];
    say(slow, 30_000);
    end(slow);
    ended.forgetUntil(() => false);
    expect(memory.bytes).toBeGreaterThanOrEqual(bytesOf(30_000));
    expect((await other.next()).value).toMatchObject({ type: 'text-delta' });
    say(start('b'), 25_000);
    expect(memory.bytes).toBeLessThan(bytesOf(25_000) + 8_192);
    expect(await Array.fromAsync(reader)).toMatchObject([{ type: 'failed', number: 2, follows: 0 }]);
    expect(await Array.fromAsync(other)).toMatchObject([{ type: 'failed', number: 2, follows: 1 }]);
    expect(slow.snapshot().status).toBe('COMPLETED');
  });

  it('are free once their last readers have left', async () => {
    const { memory, ended, start, end } = open(1_000_000);
    const slow = start('a');
    const reader = slow.log.read(0);
    say(slow, 30_000);
    end(slow);
    ended.forgetUntil(() => false);
    await reader.return?.();
    expect(memory.hasRoomFor(1_000_000)).toBe(true);
  });
});
