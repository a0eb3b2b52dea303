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

  it('asks several times at once where it may, and keeps the order all the same', async () => {
    const answers: (() => void)[] = [];
    const embedding = embedInBatches(
      'acme',
      ['a', 'bb', 'ccc'],
      1,
      ([text = '']) => new Promise((resolve) => answers.unshift(() => resolve(answer([[text.length]], 1)))),
      2,
    );
    expect(answers).toHaveLength(2);
    for (const give of answers.splice(0)) give();
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.();
    expect(await embedding).toEqual({ vectors: [[1], [2], [3]], servedModel: 'm', inputTokens: 3 });
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
