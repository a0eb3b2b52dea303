import { createProviderError } from '@penstock/providers';
import { answerScript, failingScript } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { describeBreakers } from '../testing/conformance/describe-breakers.ts';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { textHeldBy } from '../testing/read-events.ts';
import { LocalBreakers } from './local-breakers.ts';

describeBreakers('of this process', (options) => ({
  breakers: new LocalBreakers(options),
  settled: () => Promise.resolve(),
}));

describe('a model that is down for a minute and then recovers', () => {
  it('is called a few times only, and is back within seconds', async () => {
    const overloaded = createProviderError('overloaded', { providerId: 'a', message: 'Down.' });
    const stage = new ExecutionStage({
      models: [buildModel('a/one'), buildModel('b/two')],
      script: (modelId) => {
        const isDown = modelId === 'a/one' && stage.clock.elapsedMs() < 60_000;
        return isDown ? failingScript(overloaded) : answerScript(['Hello']);
      },
    });
    stage.services.breakers = new LocalBreakers({ clock: stage.clock });
    let backAtMs = 0;
    while (backAtMs === 0 && stage.clock.elapsedMs() < 90_000) {
      const events = await stage.run();
      expect(textHeldBy(events)).toBe('Hello');
      const last = events.at(-1);
      if (last?.type === 'completed' && last.attempt.modelId === 'a/one') backAtMs = stage.clock.elapsedMs();
      await stage.clock.advance(200);
    }
    const calls = stage.calls.filter((seen) => seen.modelId === 'a/one' && seen.atMs < 60_000);
    expect(calls.length).toBeLessThan(25);
    expect(backAtMs).toBeGreaterThanOrEqual(60_000);
    expect(backAtMs).toBeLessThan(66_000);
  });
});
