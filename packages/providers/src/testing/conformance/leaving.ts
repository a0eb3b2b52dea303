import { describe, expect, it } from 'vitest';
import { modelRequest } from '../model-request.ts';
import { prompt, type Stage, type UpstreamRequest, until } from './subject.ts';

const messages = prompt('Write 1000 words on canals.');

/** A caller that leaves closes the upstream's socket at once. */
export function describeLeaving(stage: Stage): void {
  const lastRequest = (model: string): UpstreamRequest | undefined =>
    stage
      .upstream()
      .requests()
      .findLast((request) => request.model === model);

  describe('a caller that leaves', () => {
    it('closes the socket by an abort in the middle, and gets the reason', async () => {
      const model = 'leaving-abort-1ms-100tps';
      const controller = new AbortController();
      const read = async (): Promise<void> => {
        const stream = stage.adapter().stream(modelRequest({ model, messages }), { signal: controller.signal });
        let count = 0;
        for await (const batch of stream) {
          count += batch.length;
          if (count > 5) controller.abort(new Error('The caller left.'));
        }
      };
      await expect(read()).rejects.toThrow('The caller left.');
      await until(() => lastRequest(model)?.state === 'aborted');
      expect(lastRequest(model)?.tokensSent).toBeLessThan(100);
    });

    it('closes the socket by a return from the iterator', async () => {
      const model = 'leaving-return-1ms-100tps';
      const { signal } = new AbortController();
      for await (const batch of stage.adapter().stream(modelRequest({ model, messages }), { signal })) {
        if (batch.some((event) => event.type === 'text-delta')) break;
      }
      const leftAt = Date.now();
      await until(() => lastRequest(model)?.state === 'aborted');
      expect((lastRequest(model)?.endedAt ?? 0) - leftAt).toBeLessThan(100);
    });

    it.each(['sim-silent', 'sim-keep-alive', 'sim-stall-3'])('can abort %s', async (model) => {
      const controller = new AbortController();
      const read = async (): Promise<void> => {
        const stream = stage.adapter().stream(modelRequest({ model, messages }), { signal: controller.signal });
        for await (const batch of stream)
          if (batch.some((event) => event.type === 'finish')) throw new Error('Finished?');
      };
      setTimeout(() => controller.abort(new Error('Enough.')), 100);
      await expect(read()).rejects.toThrow('Enough.');
      await until(() => stage.upstream().openStreams() === 0);
    });

    it('sends nothing by leaving before the first read', async () => {
      const model = 'leaving-early';
      const stream = stage
        .adapter()
        .stream(modelRequest({ model }), { signal: AbortSignal.abort(new Error('Too late.')) });
      await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow('Too late.');
      expect(lastRequest(model)).toBeUndefined();
    });
  });
}
