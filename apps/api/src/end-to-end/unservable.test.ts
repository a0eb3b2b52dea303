import { expect } from 'vitest';
import { describeFailover } from './describe-failover.ts';
import { attemptsOf, expectWhole } from './expectations.ts';

describeFailover('An upstream that cannot serve a request', [
  {
    key: 'too-long',
    title: 'context too long: no retry, and then only a model with a larger window',
    models: [
      { key: 'a', facts: 'context_window: 8192', faults: ['context-length'], isForever: true },
      { key: 'b', facts: 'context_window: 8192' },
      { key: 'c', facts: 'context_window: 65536' },
    ],
    check(scene) {
      expectWhole(scene, 'c');
      expect(attemptsOf(scene, 'a', 'c')).toEqual(['a CONTEXT_LENGTH', 'c SUCCEEDED']);
      expect(scene.seen('a')).toHaveLength(1);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'all-too-long',
    title: 'context too long for all: the caller gets that error',
    models: [{ key: 'a', faults: ['context-length'] }, { key: 'b' }],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'CONTEXT_LENGTH_EXCEEDED' });
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'filtered',
    title: "content filter: no retry, no other model, and the provider's reason",
    models: [{ key: 'a', faults: ['content-filter'], isForever: true }, { key: 'b' }],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'CONTENT_FILTERED' });
      expect(scene.result.end).toHaveProperty('message', expect.stringMatching(/filter|content/i));
      expect(scene.seen('a')).toHaveLength(1);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'filtered-midway',
    title: 'content filter in the middle: the text is kept, and its cost is counted',
    models: [{ key: 'a', faults: ['content-filter-midway:6'], isForever: true }, { key: 'b' }],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'completed' });
      expect(scene.result.text).not.toBe('');
      expect(scene.whole.startsWith(scene.result.text)).toBe(true);
      expect(scene.record.attempts).toMatchObject([{ outcome: 'SUCCEEDED', usage: { outputTokens: 6 } }]);
      expect(Number(scene.record.cost?.totalUsd)).toBeGreaterThan(0);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'everything',
    title: 'everything fails: every attempt is listed, and excluded models with the reason',
    request: { requiredCapabilities: ['reasoning'], costLimitUsd: 0.05 },
    models: [
      { key: 'a', faults: ['500'], isForever: true },
      { key: 'b', faults: ['bad-credentials'], isForever: true },
      { key: 'c', facts: 'capabilities: [code]' },
      { key: 'd', facts: 'price: { input_per_mtok: 90000, output_per_mtok: 90000 }' },
    ],
    check(scene) {
      expect(scene.result.end).toMatchObject({ type: 'failed', code: 'ALL_MODELS_FAILED' });
      const message = scene.result.end.type === 'failed' ? scene.result.end.message : '';
      for (const key of ['a', 'b', 'c', 'd']) expect(message).toContain(scene.model(key));
      expect(attemptsOf(scene, 'a', 'b')).toEqual(
        expect.arrayContaining(['a SERVER_ERROR', 'a SERVER_ERROR', 'b AUTHENTICATION']),
      );
      expect(scene.seen('a').length).toBeLessThanOrEqual(3);
      expect(scene.seen('b')).toHaveLength(1);
      expect(scene.seen('c')).toHaveLength(0);
      expect(scene.seen('d')).toHaveLength(0);
    },
  },
]);

describeFailover(
  'Under a policy that reroutes, an upstream that filters',
  [
    {
      key: 'rerouted',
      title: 'is followed by the next model',
      models: [{ key: 'a', faults: ['content-filter'], isForever: true }, { key: 'b' }],
      check(scene) {
        expectWhole(scene, 'b');
        expect(attemptsOf(scene, 'a', 'b')).toEqual(['a CONTENT_FILTER', 'b SUCCEEDED']);
        expect(scene.seen('a')).toHaveLength(1);
      },
    },
  ],
  'features: { reroute_filtered: true }',
);
