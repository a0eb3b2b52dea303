import { expect } from 'vitest';
import { describeFailover } from './describe-failover.ts';
import { attemptsOf, expectWhole } from './expectations.ts';

/** The first-token timeout in the stages' usual timeouts. */
const firstTokenMs = 700;

describeFailover('An upstream that keeps silent', [
  ...(['silent', 'slow-first-token:20000'] as const).map((fault) => ({
    key: fault.replace(':', '-'),
    title: `${fault}: the first-token timeout, then the next model; the silent call is closed and not repeated`,
    models: [{ key: 'a', faults: [fault], isForever: true }, { key: 'b' }],
    check(scene: Parameters<typeof expectWhole>[0]) {
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a', 'b')).toEqual(['a TIMEOUT', 'b SUCCEEDED']);
      const [silent, ...more] = scene.seen('a');
      expect(more).toEqual([]);
      expect(silent).toMatchObject({ state: 'aborted' });
      const [next] = scene.seen('b');
      expect((next?.at ?? 0) - (silent?.at ?? 0)).toBeGreaterThanOrEqual(firstTokenMs - 200);
    },
  })),
  {
    key: 'late',
    title: 'a late first token of a reasoning model: Penstock waits for it',
    models: [{ key: 'a', faults: ['slow-first-token:1200'], facts: 'thinks_first: true' }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'a');
      expect(scene.result.tookMs).toBeGreaterThan(1_200);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'silent-alone',
    title: 'silence, and no other model: it is called once more, and the error names the attempt and its timeout',
    models: [{ key: 'a', faults: ['silent'], isForever: true }],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'ALL_MODELS_FAILED' });
      expect(scene.result.end).toHaveProperty('message', expect.stringContaining('sent no token within 700 ms'));
      expect(scene.seen('a')).toHaveLength(2);
    },
  },
  {
    key: 'too-long',
    title: 'endless tokens: the timeout of the whole attempt, then the next model',
    models: [
      {
        key: 'a-2tps',
        timeouts: 'connect_ms: 1000, first_token_ms: 700, idle_ms: 700, total_ms: 1200',
        dialect: 'openai',
      },
      { key: 'b', dialect: 'anthropic', facts: 'prefill: true' },
    ],
    check(scene) {
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a-2tps', 'b')).toEqual(['a-2tps TIMEOUT', 'b SUCCEEDED']);
      expect(scene.record.attempts[0]?.errorMessage).toContain('did not finish its answer within 1200 ms');
    },
  },
]);
