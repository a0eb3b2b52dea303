import { describe, expect, it } from 'vitest';
import type { ProviderErrorKind } from '../../contract/errors/provider-error.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import { callModel, ifPromised, prompt, type Stage } from './subject.ts';

const messages = prompt('Explain how a sluice works, in 60 words.');

/** Faults of the upstream, before its answer and within it. */
export function describeFailures(stage: Stage): void {
  describe('a failure before the answer', () => {
    it.each<[string, ProviderErrorKind, number | null]>([
      ['sim-429', 'rate-limit', null],
      ['sim-429-retry-after-2', 'rate-limit', 2000],
      ['sim-quota', 'quota-exhausted', null],
      ['sim-500', 'server-error', null],
      ['sim-502', 'server-error', null],
      ['sim-503', 'overloaded', null],
      ['sim-529', 'overloaded', null],
      ['sim-context-length', 'context-length', null],
      ['sim-content-filter', 'content-filter', null],
      ['sim-bad-credentials', 'authentication', null],
      ['sim-reset', 'connection', null],
      ['missing-model', 'model-not-found', null],
    ])('%s is an error of kind %s', async (model, kind, waitMs) => {
      const error: unknown = await callModel(stage, { model, messages }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind, providerId: stage.adapter().providerId });
      if (waitMs !== null) expect(error).toMatchObject({ retryAfterMs: waitMs });
    });

    it('never shows the key', async () => {
      const { upstream, subject } = stage;
      const apiKey = 'bad-key-0123456789';
      const adapter = subject.createAdapter({ ...providerSettings({ apiKey }), baseUrl: upstream().baseUrl });
      const error: unknown = await adapter.listModels({ signal: AbortSignal.timeout(5000) }).catch((thrown) => thrown);
      if (error instanceof Error) expect(`${error.message} ${error.stack}`).not.toContain(apiKey);
      await adapter.close();
    });
  });

  describe('a failure within the answer', () => {
    it.each<[string, ProviderErrorKind]>([
      ['sim-cut-5', 'stream-cut'],
      ['sim-no-end', 'stream-cut'],
      ['sim-malformed-3', 'stream-cut'],
      ['sim-error-event-5', 'overloaded'],
    ])('%s is an error of kind %s, after the received events', async (model, kind) => {
      let text = '';
      const read = async (): Promise<void> => {
        const stream = stage.adapter().stream(modelRequest({ model, messages }), { signal: AbortSignal.timeout(5000) });
        for await (const batch of stream)
          for (const event of batch) if (event.type === 'text-delta') text += event.text;
      };
      await expect(read()).rejects.toMatchObject({ kind });
      expect(text).not.toBe('');
    });

    it('an unknown event is ignored', async () => {
      const answer = await callModel(stage, { model: 'sim-unknown-event-3', messages });
      expect(answer).toMatchObject({ finishReason: 'stop', skippedEvents: 0 });
    });

    it('an answer without its end mark is complete, with usage', () => isComplete('sim-no-end-mark'));

    ifPromised(stage, 'open-end', () => {
      it('also if the connection stays open after it', () => isComplete('sim-no-end-mark-open'));
    });

    ifPromised(stage, 'answer-filter', () => {
      it('a filtered answer has that finish reason', async () => {
        const answer = await callModel(stage, { model: 'sim-content-filter-midway-5', messages });
        expect(answer.finishReason).toBe('content-filter');
        expect(answer.text).not.toBe('');
      });
    });
  });

  async function isComplete(model: string): Promise<void> {
    const answer = await callModel(stage, { model, messages });
    expect(answer).toMatchObject({ finishReason: 'stop', usage: { outputTokens: expect.any(Number) } });
    expect(answer.text).not.toBe('');
  }
}
