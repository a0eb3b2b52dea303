import { describe, expect, it } from 'vitest';
import type { Embeddings, EmbedRequest } from '../../contract/embedding.ts';
import type { Stage } from './subject.ts';

/** Tests of embeddings. */
export function describeEmbeddings(stage: Stage): void {
  async function embed(difference: Partial<EmbedRequest>): Promise<Embeddings> {
    const request: EmbedRequest = {
      model: 'sandbox-embedding',
      texts: [],
      dimensions: 16,
      purpose: null,
      ...difference,
    };
    const embedded = await stage.adapter().embed?.(request, { signal: AbortSignal.timeout(5000) });
    if (embedded === undefined) throw new Error('The adapter has no embed.');
    return embedded;
  }

  describe('embeddings', () => {
    it('come for each text, in order and with the requested length', async () => {
      const { vectors } = await embed({ texts: ['a dam', 'a river', 'a dam'] });
      expect(vectors.map((vector) => vector.length)).toEqual([16, 16, 16]);
      expect(vectors[0]).toEqual(vectors[2]);
      expect(vectors[0]).not.toEqual(vectors[1]);
    });

    it('come also for more texts than one call accepts', async () => {
      const texts = Array.from({ length: 250 }, (_, number) => `text ${number}`);
      const { vectors } = await embed({ texts });
      const [alone] = (await embed({ texts: ['text 249'] })).vectors;
      expect(vectors).toHaveLength(250);
      expect(vectors[249]).toEqual(alone);
    });

    it('fail with a typed error, and can be aborted', async () => {
      await expect(embed({ model: 'missing-model', texts: ['x'] })).rejects.toMatchObject({ kind: 'model-not-found' });
      const signal = AbortSignal.abort(new Error('Left.'));
      const request: EmbedRequest = { model: 'sandbox-embedding', texts: ['x'], dimensions: null, purpose: null };
      await expect(stage.adapter().embed?.(request, { signal })).rejects.toThrow('Left.');
    });
  });
}
