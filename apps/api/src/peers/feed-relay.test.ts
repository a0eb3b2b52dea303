import { expect, it, vi } from 'vitest';
import type { FeedEvent } from '../generation/generation-feed.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { FeedRelay } from './feed-relay.ts';

const sample = sampleGeneration();
const eventOf = (id: string): FeedEvent => ({ type: 'ended', generation: { ...sample, id } });

/** Relays on one channel in memory. */
function setUp() {
  const channel = new Set<(text: string) => void>();
  const sent: string[] = [];
  const commands = {
    publish: async (_name: string, text: string) => {
      sent.push(text);
      for (const hear of channel) hear(text);
      return channel.size;
    },
  };
  const redis: Pick<Redis, 'ask' | 'subscribe'> = {
    // The relays send no other command.
    ask: (work) => work(commands as unknown as RedisCommands),
    subscribe: (_name, listener) => {
      channel.add(listener);
      return () => void channel.delete(listener);
    },
  };
  const onError = vi.fn();
  const open = (replicaId: string) => new FeedRelay({ redis: redis as Redis, replicaId, onError });
  return { channel, sent, onError, open };
}

const asRead = (events: readonly FeedEvent[]): readonly string[] => events.map(({ generation }) => generation.id);

it('neither reads nor sends while no other replica watches', () => {
  const relay = setUp().open('a');
  const read = vi.fn(() => eventOf('one'));
  relay.publish(read);
  relay.noteWatcher('a', performance.now());
  relay.publish(read);
  relay.noteWatcher('b', performance.now() - 6_001);
  relay.publish(read);
  expect(read).not.toHaveBeenCalled();
});

it('sends the events of a short period together to the others, without content, and none to itself', async () => {
  const { sent, open } = setUp();
  const [a, b] = [open('a'), open('b')];
  const [onA, onB]: [FeedEvent[], FeedEvent[]] = [[], []];
  a.watch((event) => onA.push(event));
  b.watch((event) => onB.push(event));
  a.noteWatcher('b', performance.now());
  sent.length = 0;
  a.publish(() => eventOf('one'));
  a.publish(() => eventOf('two'));
  await vi.waitFor(() => expect(asRead(onB)).toEqual(['one', 'two']));
  expect(sent).toHaveLength(1);
  expect(onA).toEqual([]);
  expect(sent[0]).not.toContain(sample.text);
  const { request, plan } = sample;
  expect(onB[0]).toEqual({
    type: 'ended',
    isElsewhere: true,
    generation: {
      ...sample,
      id: 'one',
      text: '',
      reasoning: '',
      parts: [],
      toolCalls: [],
      json: null,
      vectors: null,
      plan: { ...plan, staticExclusions: null },
      request: {
        ...request,
        call: { ...request.call, messages: [], tools: [] },
        caller: { ...request.caller, metadata: null },
      },
    },
  });
});

it('drops the oldest of more than 1,000 waiting events, and any event that is too long', async () => {
  const { open } = setUp();
  const [a, b] = [open('a'), open('b')];
  const seen: FeedEvent[] = [];
  b.watch((event) => seen.push(event));
  a.noteWatcher('b', performance.now());
  a.publish(() => eventOf('x'.repeat(65_536)));
  for (let number = 1; number <= 1_005; number++) a.publish(() => eventOf(String(number)));
  await vi.waitFor(() => expect(seen).toHaveLength(1_000));
  expect(asRead(seen).at(0)).toBe('6');
  expect(asRead(seen).at(-1)).toBe('1005');
});

it('leaves the channel with its last reader, and ignores unreadable messages', () => {
  const { channel, onError, open } = setUp();
  const relay = open('a');
  const leaves = [relay.watch(() => {}), relay.watch(() => {})];
  for (const hear of channel) hear('no JSON');
  expect(onError).toHaveBeenCalledOnce();
  leaves[0]?.();
  expect(channel.size).toBe(1);
  leaves[1]?.();
  expect(channel.size).toBe(0);
});
