import { describe, expect, it } from 'vitest';
import { checkLengths, type EmbeddedBatch, embedInBatches, textsWithin } from './embed-in-batches.ts';

const answer = (vectors: unknown[], inputTokens: number | null = null): EmbeddedBatch => ({
  vectors,
  servedModel: 'm',
  inputTokens,
});

describe('embedInBatches', () => {
  it('sends at most the allowed number of texts at a time, and keeps their order', async () => {
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

  it('makes several calls at once if allowed, and keeps the order', async () => {
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

  it('reports no tokens if none are reported', async () => {
    expect((await embedInBatches('acme', ['a'], 9, async () => answer([[1]]))).inputTokens).toBeNull();
  });

  it('reports no tokens if one count is impossible', async () => {
    const counts = [5, Number.NaN];
    const embedding = embedInBatches('acme', ['a', 'b'], 1, async () => answer([[1]], counts.shift() ?? null));
    expect((await embedding).inputTokens).toBeNull();
  });

  it('refuses vectors of several lengths', async () => {
    await expect(embedInBatches('acme', ['a', 'b'], 9, async () => answer([[1], [1, 2]]))).rejects.toMatchObject({
      kind: 'protocol',
      message: 'acme answered with a vector of 2 numbers instead of 1.',
    });
    expect(() => checkLengths('acme', [[1, 2]], 3)).toThrow('instead of 3');
  });

  it.each([[[[1, null, 3]]], [[[1, Number.NaN]]], [[['AAAA']]], [['AAAA']], [[new Array(70_000).fill(0)]]])(
    'refuses values that are not vectors',
    async (vectors) => {
      await expect(embedInBatches('acme', ['a'], 9, async () => answer(vectors))).rejects.toThrow(
        '0 vectors for 1 texts',
      );
    },
  );

  it('requests only as many vectors as fit into an answer', () => {
    expect(textsWithin(64 * 1024 * 1024, 256)).toBe(10_922);
    expect(textsWithin(64 * 1024 * 1024, null)).toBe(682);
    expect(textsWithin(1000, 4096)).toBe(1);
  });

  it.each([[[]], [[[1], [2]]], [[['x']]], [[null]], [[[]]]])('refuses %j for one text', async (vectors) => {
    await expect(embedInBatches('acme', ['a'], 9, async () => answer(vectors))).rejects.toMatchObject({
      kind: 'protocol',
    });
  });
});
