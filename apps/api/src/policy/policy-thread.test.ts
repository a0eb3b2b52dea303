import { afterEach, expect, it } from 'vitest';
import { sampleSources } from '../testing/sample-rules.ts';
import { PolicyThread } from './policy-thread.ts';

const thread = new PolicyThread();
afterEach(() => thread.close());

const { routing } = sampleSources();
const text = (yaml: string) => ({ yaml, settings: { environment: {}, policyVariables: [], routing }, isDraft: true });
const good = 'models: { openai: { gpt-4: } }';

it('parses and validates in a thread, one task after another', { timeout: 60_000 }, async () => {
  const [read, broken, validated] = await Promise.all([
    thread.read(text(good)),
    thread.read(text('models: [')),
    thread.validate({ text: text(good), inForceYaml: 'models: {}', replay: null }),
  ]);
  expect(read).toMatchObject({ ok: true, policy: { models: [{ id: 'openai/gpt-4' }] } });
  expect(broken).toMatchObject({ ok: false, problems: [{ line: 1 }] });
  expect(validated).toMatchObject({ problems: [], diff: [{ text: 'model openai/gpt-4 was added' }], replay: null });
});

it('starts again after an exit, and limits the waiting tasks', { timeout: 60_000 }, async () => {
  const reads = Array.from({ length: 102 }, () =>
    thread.read(text(good)).then(
      () => 'read',
      ({ code }) => code,
    ),
  );
  expect(await reads[101]).toBe('RATE_LIMITED');
  expect(new Set(await Promise.all(reads.slice(0, 101)))).toEqual(new Set(['read']));
});

it('can be started before its first task, and only once', { timeout: 60_000 }, async () => {
  const ahead = new PolicyThread();
  ahead.prepare();
  ahead.prepare();
  expect(await ahead.read(text(good))).toMatchObject({ ok: true });
  await ahead.close();
});
