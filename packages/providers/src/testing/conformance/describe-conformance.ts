import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import { defaultUpstreamLimits } from '../../contract/upstream-limits.ts';
import { startLocalUpstream } from '../local-upstream.ts';
import { providerSettings } from '../provider-settings.ts';
import { describeAnswers } from './answers.ts';
import { describeEmbeddings } from './embeddings.ts';
import { describeFailures } from './failures.ts';
import { describeForms } from './forms.ts';
import { describeInstructions } from './instructions.ts';
import { describeLeaving } from './leaving.ts';
import { describeOddities } from './oddities.ts';
import {
  type ConformanceSubject,
  type ConformanceUpstream,
  callModel,
  ifPromised,
  prompt,
  type Stage,
} from './subject.ts';
import { describeTools } from './tools.ts';
import { describeTurns } from './turns.ts';
import { describeWire } from './wire.ts';

/**
 * Registers the tests that every adapter passes, against an upstream like the simulator. Its models' names choose
 * faults (`sim-cut-5`) and pace (`x-1ms-100tps`), and its answers repeat words of the prompt.
 */
export function describeConformance(subject: ConformanceSubject): void {
  describe(`${subject.name} keeps the adapter's contract`, () => {
    let upstream: ConformanceUpstream | null = null;
    let adapter: Adapter | null = null;
    const stage: Stage = {
      subject,
      upstream: () => upstream ?? notYet(),
      adapter: () => adapter ?? notYet(),
    };

    beforeAll(async () => {
      upstream = await subject.startUpstream();
      const limits = { ...defaultUpstreamLimits, endSilenceMs: 300 };
      adapter = subject.createAdapter({ ...providerSettings({ limits }), baseUrl: upstream.baseUrl });
      // The first call of a package compiles it, which would delay the first events of a stream.
      await adapter.warmUp?.();
      await callModel(stage, { messages: prompt('Explain how a lock works.') });
    });
    afterAll(async () => {
      await adapter?.close();
      await upstream?.close();
    });

    it("has its provider's id", () => {
      expect(stage.adapter().providerId).toBe('test-provider');
    });

    ifPromised(stage, 'model-list', () => {
      it('lists its models', async () => {
        const models = await stage.adapter().listModels({ signal: AbortSignal.timeout(5000) });
        expect(models).toContain('sandbox-small');
      });

      it.each([
        '{"object":"list"}',
        '{"data":{"id":"m"},"models":"m"}',
        '{"data":["m"],"models":["m"]}',
        '{"error":"x"}',
      ])('does not accept %s as a list of models', async (document) => {
        const server = await startLocalUpstream((_, response) => response.end(document));
        const other = subject.createAdapter({ ...providerSettings(), baseUrl: server.url });
        const listing = other.listModels({ signal: AbortSignal.timeout(5000) });
        await expect(listing).rejects.toMatchObject({ providerId: 'test-provider' });
        await other.close();
        await server.close();
      });
    });

    describeAnswers(stage);
    describeTools(stage);
    describeTurns(stage);
    describeInstructions(stage);
    ifPromised(stage, 'embeddings', () => describeEmbeddings(stage));
    describeFailures(stage);
    describeLeaving(stage);
    describeWire(stage);
    describeOddities(stage);
    ifPromised(stage, 'weaker-forms', () => describeForms(stage));
  });
}

function notYet(): never {
  throw new Error('The suite has not started yet.');
}
