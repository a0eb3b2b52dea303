import { describe, expect, it } from 'vitest';
import { type EmbeddedBatch, embedInBatches } from './embed-in-batches.ts';

const answer = (vectors: unknown[], inputTokens: number | null = null): EmbeddedBatch => ({
  vectors,
  servedModel: 'm',
  inputTokens,
});

describe('embedInBatches', () => {
  it('asks for as many at a time as are taken, and keeps their order', async () => {
    const asked: (readonly string[])[] = [];
    const embeddings = await embedInBatches('acme', ['a', 'bb', 'ccc'], 2, async (texts) => {
      asked.push(texts);
      return answer(
        texts.map((text) => [text.length]),
        texts.length,
      );
    });
    expect(asked).toEqual([['a', 'bb'], ['ccc']]);
    expect(embeddings).toEqual({ vectors: [[1], [2], [3]], servedModel: 'm', inputTokens: 3 });
  });

  it('knows no tokens where none are reported', async () => {
    expect((await embedInBatches('acme', ['a'], 9, async () => answer([[1]]))).inputTokens).toBeNull();
  });

  it.each([[[]], [[[1], [2]]], [[['x']]], [[null]], [[[]]]])('refuses %j for one text', async (vectors) => {
    await expect(embedInBatches('acme', ['a'], 9, async () => answer(vectors))).rejects.toMatchObject({
      kind: 'protocol',
    });
  });
});
