import { setTimeout as sleep } from 'node:timers/promises';
import { missingFor, type ReplicaStage, startReplicaStage } from '../../apps/api/src/testing/replica-stage.ts';
import { type CallResult, hasNoEnd, makeCall } from '../chaos/calls.ts';
import { type Disturbance, disturbances } from '../chaos/disturbances.ts';
import { type Reconciliation, reconcile } from '../chaos/reconcile.ts';
import { Rotation } from '../chaos/rotation.ts';
import type { Figure } from '../figures.ts';

/** `CHAOS_MINUTES` changes the duration; each disturbance gets an equal part. */
const minutes = Number(process.env.CHAOS_MINUTES ?? 10);
/** Concurrent calls. */
const callers = Number(process.env.CHAOS_CALLERS ?? 32);
const tokensPerSecond = 80;
/** The default of `PENSTOCK_LEASE_MS`, or less if the run is too short for it. */
const leaseMs = Math.min(60_000, minutes * 6_000);
/** Shares of a disturbance's part: the time before it, and its duration. */
const calmShare = 0.1;
const lastingShare = 0.2;
const recoveryLimitMs = 60_000;
/** Streams outlast the load by this much. So do the settlements of a replica that is killed at the end. */
const restMs = 60_000;

/** The result of one disturbance. */
type Part = { name: string; startedMs: number; endedMs: number; recoveryMs: number | null; lastedMs: number };

/**
 * Disturbs three replicas under load, one disturbance after the other. Then checks that every call that completed for a
 * caller is stored once, with its cost.
 */
export async function measureChaos(): Promise<readonly Figure[]> {
  const missing = missingFor('redis');
  if (missing !== null) throw new Error(missing);
  const stage = await startReplicaStage({ hasRedis: true, tokensPerSecond, leaseMs });
  const rotation = new Rotation(stage);
  const results: CallResult[] = [];
  const parts: Part[] = [];
  let isOver = false;
  const call = async (): Promise<void> => {
    while (!isOver) {
      const result = await makeCall(rotation);
      results.push(result);
      // A caller that is refused at once pauses before its next call.
      if (result.end === 'lost') await sleep(250);
    }
  };
  const load = Promise.all(Array.from({ length: callers }, call));
  for (const disturbance of disturbances) parts.push(await disturb(stage, rotation, disturbance));
  isOver = true;
  await load;
  const end = await reconcile(stage, results, leaseMs + restMs);
  await rotation.close();
  await stage.close();
  return [...parts.map((part) => figureOf(part, results)), ...figuresOfCalls(results), ...figuresOfEnd(end)];
}

async function disturb(stage: ReplicaStage, rotation: Rotation, { name, begin, end }: Disturbance): Promise<Part> {
  const partMs = (minutes * 60_000) / disturbances.length;
  const startedMs = performance.now();
  await sleep(partMs * calmShare);
  const beganMs = performance.now();
  await begin(stage);
  await sleep(partMs * lastingShare);
  const lastedMs = performance.now() - beganMs;
  const undoneMs = performance.now();
  await end(stage);
  const recoveryMs = await recover(rotation, undoneMs);
  console.log(
    `${name}: ${recoveryMs === null ? 'not recovered' : `recovered after ${(recoveryMs / 1_000).toFixed(1)} s`}`,
  );
  await sleep(Math.max(0, startedMs + partMs - performance.now()));
  return { name, startedMs, endedMs: performance.now(), recoveryMs, lastedMs };
}

/** Resolves when every replica is ready again, to the time that it took. Null after the limit. */
async function recover(rotation: Rotation, sinceMs: number): Promise<number | null> {
  while (performance.now() - sinceMs < recoveryLimitMs) {
    if (rotation.areReadySince(sinceMs)) return performance.now() - sinceMs;
    await sleep(50);
  }
  return null;
}

function figureOf({ name, startedMs, endedMs, recoveryMs, lastedMs }: Part, results: readonly CallResult[]): Figure {
  const own = results.filter(({ endedAtMs }) => endedAtMs >= startedMs && endedAtMs < endedMs);
  const codes = countBy(own.flatMap((result) => result.codes));
  const longestMs = Math.max(0, ...own.map(({ longestSilenceMs }) => longestSilenceMs ?? 0));
  const completed = own.filter(({ end }) => end === 'completed').length;
  return {
    name,
    value: recoveryMs === null ? 'not recovered' : `${(recoveryMs / 1_000).toFixed(1)} s`,
    besides: [
      `all ready again, after ${(lastedMs / 1_000).toFixed(0)} s of it`,
      `${completed} of ${own.length} calls completed`,
      `errors: ${codes === '' ? 'none' : codes}`,
      `longest silence of a stream ${(longestMs / 1_000).toFixed(1)} s`,
    ].join('; '),
  };
}

function figuresOfCalls(results: readonly CallResult[]): readonly Figure[] {
  const kinds = [...Map.groupBy(results, ({ kind }) => kind)].map(
    ([kind, all]): Figure => ({
      name: `calls: ${kind}`,
      value: String(all.length),
      besides: countBy(all.map(({ end }) => end)),
    }),
  );
  const hung = results.filter(({ end }) => end === 'hung');
  const inexact = results.filter(({ end, isExact }) => end === 'completed' && !isExact);
  return [
    ...kinds,
    {
      name: 'callers that hung in silence',
      value: String(hung.length),
      aim: '0',
      besides: hung.map(({ kind, id }) => `${kind} ${id}`).join(', '),
    },
    { name: 'streams that ended without saying how', value: String(results.filter(hasNoEnd).length), aim: '0' },
    {
      name: 'completed with another text than asked for',
      value: String(inexact.length),
      aim: '0',
      besides: inexact
        .map(({ kind, id }) => `${kind} ${id}`)
        .slice(0, 5)
        .join(', '),
    },
  ];
}

function figuresOfEnd(end: Reconciliation): readonly Figure[] {
  const problems = end.missing + end.otherwise + end.unpaid + end.differing;
  const isEqual = Number(end.costUsd) === Number(end.spentUsd) && Number(end.costUsd) === Number(end.rolledUpUsd);
  return [
    {
      name: 'seen complete, and not there once with cost and text',
      value: String(problems),
      aim: '0',
      besides: `of ${end.completed}: ${end.missing} missing, ${end.otherwise} not COMPLETED, ${end.unpaid} not one paid call, ${end.differing} with another text`,
    },
    {
      name: 'budget, rollups and records agree',
      value: isEqual ? 'yes' : 'no',
      aim: 'yes',
      besides: `records $${end.costUsd}, budget $${end.spentUsd}, rollups $${end.rolledUpUsd}`,
    },
    {
      name: 'held without a running call',
      value: `$${Number(end.heldUsd)}`,
      aim: '$0',
      besides: `${end.left} reservations or running rows left; settled ${end.settledAfterMs === null ? 'never' : `${(end.settledAfterMs / 1_000).toFixed(1)} s after the last call`}`,
    },
    {
      name: 'calls of the upstream without a record',
      value: String(Math.max(0, end.upstream - end.attempts)),
      aim: '0',
      besides: `${end.upstream} calls, ${end.attempts} on record; ${end.interrupted} of ${end.recorded} generations interrupted`,
    },
  ];
}

/** `3 INTERNAL, 2 connection`: the most frequent error first. */
function countBy(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([word, all]) => `${all.length} ${word}`)
    .join(', ');
}
