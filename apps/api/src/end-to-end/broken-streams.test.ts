import type { SeenRequest } from '@penstock/simulator';
import { expect } from 'vitest';
import { describeFailover, type Scene } from './describe-failover.ts';
import { attemptsOf, expectWhole } from './expectations.ts';

type SentMessage = { role: string };

/** The roles of the messages that an upstream received. */
function rolesOf([request]: readonly SeenRequest[]): readonly string[] {
  // Every request that the simulator parsed has messages.
  const body = request?.body as { messages: SentMessage[] } | undefined;
  return body?.messages.map(({ role }) => role) ?? [];
}

/**
 * Checks that the cost of the failed attempt is estimated from the caller's text, since its provider could not report
 * it. A provider may send more after an unreadable event. The text ends at that token, whose number is in the fault.
 */
function expectEstimated({ record, seen }: Scene, key: string, fault: string): void {
  const [attempt] = record.attempts;
  const brokenAt = fault.startsWith('malformed:') ? Number(fault.slice('malformed:'.length)) : Number.POSITIVE_INFINITY;
  const sent = Math.min(brokenAt, seen(key)[0]?.tokensSent ?? 0);
  expect(attempt).toMatchObject({ estimated: true });
  expect(attempt?.usage.inputTokens).toBeGreaterThan(0);
  expect(attempt?.usage.outputTokens).toBeGreaterThanOrEqual(Math.floor(sent / 2));
  expect(attempt?.usage.outputTokens).toBeLessThanOrEqual(sent * 2);
  const sum = record.attempts.reduce((usd, { costUsd }) => usd + Number(costUsd), 0);
  expect(Number(record.cost?.totalUsd)).toBeCloseTo(sum, 9);
}

/**
 * Checks that the answering model is billed by its provider's own count. Anthropic counts a token for an empty answer
 * too.
 */
function expectBilled({ record, seen }: Scene, key: string): void {
  const request = seen(key).at(-1);
  expect(record.attempts.at(-1)).toMatchObject({
    outcome: 'SUCCEEDED',
    estimated: false,
    usage: { inputTokens: request?.inputTokens, outputTokens: Math.max(1, request?.tokensSent ?? 0) },
  });
}

const breaks = [
  { fault: 'cut:9', code: 'STREAM_CUT', how: 'cut in the middle' },
  { fault: 'stall:9', code: 'TIMEOUT', how: 'silent in the middle' },
  { fault: 'no-end', code: 'STREAM_CUT', how: 'without finish and end mark' },
  { fault: 'malformed:9', code: 'STREAM_CUT', how: 'with an event that cannot be read' },
  { fault: 'error-event:9', code: 'OVERLOADED', how: 'ended by an error event' },
] as const;

describeFailover('A stream', [
  ...breaks.map(({ fault, code, how }) => ({
    key: `prefill-${fault.replace(':', '-')}`,
    title: `${how}: the next model continues the text if it supports prefill`,
    models: [
      { key: 'a', faults: [fault] },
      { key: 'b', dialect: 'anthropic' as const, facts: 'prefill: true' },
    ],
    check(scene: Scene) {
      expectWhole(scene, 'b');
      expect(scene.result.restarts).toBe(0);
      expect(attemptsOf(scene, 'a', 'b')).toEqual([`a ${code}`, 'b SUCCEEDED']);
      expect(rolesOf(scene.seen('b'))).toEqual(['user', 'assistant']);
      expectEstimated(scene, 'a', fault);
      expectBilled(scene, 'b');
    },
  })),
  ...breaks.map(({ fault, how }) => ({
    key: `splice-${fault.replace(':', '-')}`,
    title: `${how}: a model without prefill starts over, and is joined if it repeats the sent text`,
    models: [{ key: 'a', faults: [fault] }, { key: 'b' }],
    check(scene: Scene) {
      expectWhole(scene, 'b');
      expect(scene.result.restarts).toBe(0);
      expect(rolesOf(scene.seen('b'))).toEqual(['user']);
      expectEstimated(scene, 'a', fault);
      expectBilled(scene, 'b');
    },
  })),
  {
    key: 'otherwise',
    title: 'cut each time, and the next model answers differently: the caller gets a restart, or the failure',
    models: [{ key: 'a', faults: ['cut:9'], isForever: true }, { key: 'b-voice-2' }],
    check(scene) {
      expect(scene.seen('b-voice-2').length).toBeGreaterThan(0);
      if (scene.endpoint.canRestart) {
        expectWhole(scene, 'b-voice-2', scene.otherWhole);
        expect(scene.result.restarts).toBe(1);
        return;
      }
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'ALL_MODELS_FAILED' });
      expect(scene.whole.startsWith(scene.result.text)).toBe(true);
      expect(scene.record.status).toBe('FAILED');
    },
  },
  {
    key: 'otherwise-once',
    title: 'cut, and the next model differs, but sent text is final: the first model completes it',
    models: [{ key: 'a', faults: ['cut:9'] }, { key: 'b-voice-2' }],
    check(scene) {
      if (scene.endpoint.canRestart) expectWhole(scene, 'b-voice-2', scene.otherWhole);
      else expectWhole(scene, 'a');
    },
  },
  {
    key: 'cut-alone',
    title: 'cut in the middle, and no other model: the same model once more',
    models: [{ key: 'a', faults: ['cut:9'] }],
    check(scene) {
      expectWhole(scene, 'a');
      expect(scene.result.restarts).toBe(0);
      expect(scene.seen('a')).toHaveLength(2);
    },
  },
  {
    key: 'cut-ever',
    title: 'cut repeatedly: a truncated text is never a success',
    models: [
      { key: 'a', faults: ['cut:9'], isForever: true },
      { key: 'b', faults: ['cut:12'], isForever: true },
    ],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'ALL_MODELS_FAILED' });
      expect(scene.record.status).toBe('FAILED');
      expect(scene.whole.startsWith(scene.result.text)).toBe(true);
      expect(scene.seen('a').length + scene.seen('b').length).toBeLessThanOrEqual(6);
    },
  },
  {
    key: 'no-prefill',
    title:
      'cut, and the next model refuses the prefill: called again without it, hidden from the caller, and remembered',
    models: [
      { key: 'a', faults: ['cut:9'], isForever: true },
      { key: 'b', dialect: 'anthropic', facts: 'prefill: true', faults: ['refuse-prefill'], isForever: true },
    ],
    async check(scene) {
      expectWhole(scene, 'b');
      expect(scene.result.restarts).toBe(0);
      expect(attemptsOf(scene, 'a', 'b')).toEqual(['a STREAM_CUT', 'b SUCCEEDED']);
      expect(scene.seen('b').map(({ status }) => status)).toEqual([400, 200]);
      if (scene.endpoint.canRestart) expect(scene.result.failures).toEqual([`${scene.model('a')} STREAM_CUT`]);
      const again = await scene.sendAgain();
      expect(again).toMatchObject({ text: scene.whole, restarts: 0 });
      expect(scene.seen('b').map(({ status }) => status)).toEqual([400, 200, 200]);
    },
  },
  ...(['openai', 'anthropic'] as const).map((dialect) => ({
    key: `unknown-event-4-${dialect}`,
    title: `with an unknown event (${dialect}): it is ignored, and the text is complete`,
    models: [{ key: 'a', dialect, faults: ['unknown-event:4'] }, { key: 'b' }],
    check(scene: Scene) {
      expectWhole(scene, 'a');
      expectBilled(scene, 'a');
      expect(scene.record.attempts).toMatchObject([{ skippedEvents: 0 }]);
      expect(scene.seen('a')).toHaveLength(1);
      expect(scene.seen('b')).toHaveLength(0);
    },
  })),
  ...(['no-end-mark', 'no-end-mark-open'] as const).flatMap((fault) =>
    (['openai', 'anthropic'] as const).map((dialect) => ({
      key: `${fault}-${dialect}`,
      title: `with a finish reason and no end mark${fault === 'no-end-mark' ? '' : ', left open'} (${dialect}): complete immediately, with usage`,
      models: [{ key: 'a', dialect, faults: [fault] }, { key: 'b' }],
      async check(scene: Scene) {
        expectWhole(scene, 'a');
        expect(scene.result.tookMs).toBeLessThan(900);
        expectBilled(scene, 'a');
        expect(scene.seen('b')).toHaveLength(0);
        await expect.poll(() => scene.seen('a')[0]?.state, { timeout: 3_000 }).not.toBe('open');
      },
    })),
  ),
]);
