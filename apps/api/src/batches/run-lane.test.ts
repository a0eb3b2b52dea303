import { describe, expect, it } from 'vitest';
import type { Generation } from '../generation/generation.ts';
import { silentLog } from '../testing/databases.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import type { LeftRow } from './batch.ts';
import type { Trace } from './batch-store.ts';
import { type LaneTools, mostBeginnings, runLane } from './run-lane.ts';

const { caller, ...request } = sampleRequest();
const never = new AbortController().signal;
const left: LeftRow = { batchId: 'b', index: 7, generationId: 'old', begun: 1 };

type Script = {
  /** Pending rows. */
  pending?: number;
  left?: readonly LeftRow[];
  /** The ledger's state of the left row, one per check. */
  traces?: Trace[];
  run?: () => Partial<Generation> | Error;
  /** The number of first calls of `end` that fail, as with an unavailable database. */
  failingEnds?: number;
  closing?: AbortController;
  /** Milliseconds that each row takes on the clock. */
  rowMs?: number;
};

/** Runs a lane with a script, and returns its calls. */
async function run({ pending = 0, traces = [], failingEnds = 0, rowMs = 0, ...script }: Script) {
  const done: unknown[] = [];
  const called: (string | undefined)[] = [];
  let waiting = pending;
  let nowMs = 0;
  let failures = failingEnds;
  const tools: LaneTools = {
    store: {
      readLeft: async () => script.left ?? [],
      take: async (batchId, _lane, generationId) =>
        waiting-- > 0
          ? { batchId, generationId, index: waiting, begun: 1, request: { ...request, caller }, batched: null }
          : null,
      end: async ({ index }, { status, code, costUsd }) => {
        if (failures-- > 0) throw Object.assign(new Error('It is away.'), { code: 'ECONNREFUSED' });
        done.push(['end', index, status, code, costUsd]);
      },
      release: async ({ index }, { costUsd }, { wasBegun }) => {
        done.push(['release', index, costUsd, wasBegun]);
      },
      trace: async () => traces.shift() ?? { type: 'lost' },
      cancel: async (id, reason) => {
        waiting = 0;
        done.push(['cancel', id, reason]);
      },
      dropPending: async () => {},
    },
    generations: {
      run: async (_request, _signal, id) => {
        called.push(id);
        nowMs += rowMs;
        const result = script.run?.() ?? { status: 'COMPLETED' };
        if (result instanceof Error) throw result;
        return sampleGeneration(result);
      },
    },
    viewerOfKey: () => null,
    log: silentLog,
    closing: script.closing?.signal ?? never,
    nowMs: () => nowMs,
    sliceMs: 1_000,
    lostAfterMs: 0,
  };
  const result = await runLane({ id: 'lane', batchId: 'b', retryCount: 0 }, never, tools);
  return { result, done, called };
}

const recorded = (changes: Partial<Trace & { type: 'recorded' }>): Trace => ({
  type: 'recorded',
  status: 'COMPLETED',
  code: null,
  costUsd: '0.5',
  ...changes,
});
const interrupted = recorded({ status: 'FAILED', code: 'INTERRUPTED' });

describe('a lane of a batch', () => {
  it('runs one row after another until none waits', async () => {
    const { result, done, called } = await run({ pending: 3 });
    expect(result).toBe('ended');
    expect(done).toHaveLength(3);
    expect(new Set(called).size).toBe(3);
  });

  it('yields to others after its time slice', async () => {
    expect(await run({ pending: 9, rowMs: 600 })).toMatchObject({ result: 'slice-over', called: { length: 2 } });
  });

  it('retries until the database has stored an end, and makes no further call meanwhile', async () => {
    const { done, called } = await run({ pending: 1, failingEnds: 1 });
    expect(done).toEqual([['end', 0, 'COMPLETED', null, expect.any(Number)]]);
    expect(called).toHaveLength(1);
  });

  it.each<[string, Trace[], Partial<LeftRow>, unknown[]]>([
    ['has ended, with its result', [recorded({})], {}, ['end', 7, 'COMPLETED', null, 0.5]],
    [
      'has failed',
      [recorded({ status: 'FAILED', code: 'ALL_MODELS_FAILED' })],
      {},
      ['end', 7, 'FAILED', 'ALL_MODELS_FAILED', 0.5],
    ],
    ['is settled later', [{ type: 'unsettled' }, recorded({})], {}, ['end', 7, 'COMPLETED', null, 0.5]],
    ['was interrupted, with a second call and both costs', [interrupted], {}, ['release', 7, 0.5, true]],
    ['was interrupted too often', [interrupted], { begun: mostBeginnings }, ['end', 7, 'FAILED', 'INTERRUPTED', 0.5]],
    ['never began', [{ type: 'lost' }], {}, ['release', 7, 0, true]],
  ])('first recovers a row of an ended process that %s', async (_, traces, changes, act) => {
    const { done, called } = await run({ traces, left: [{ ...left, ...changes }] });
    expect(done).toEqual([act]);
    expect(called).toEqual([]);
  });

  it('releases its row when the service shuts down', async () => {
    const closing = new AbortController();
    const end = (result: Partial<Generation> | Error) => () => {
      closing.abort();
      return result;
    };
    const failure = { code: 'INTERRUPTED', message: 'It ended.' } as const;
    const cut = await run({ pending: 2, closing, run: end({ status: 'FAILED', failure }) });
    expect(cut).toMatchObject({ result: 'given-up', done: [['release', 1, expect.any(Number), true]] });
    const refusing = new AbortController();
    const run2 = () => {
      refusing.abort();
      return new Error('It ends.');
    };
    const refused = await run({ pending: 2, closing: refusing, run: run2 });
    expect(refused).toMatchObject({ result: 'given-up', done: [['release', 1, 0, false]] });
  });
});
