import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp, type TestApp } from '../../testing/start-app.ts';
import { ContentBudget, readsContent } from './content-budget.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('the content that one operation may read', () => {
  test('is one generation of any length, or several up to the limit', () => {
    const budget = new ContentBudget(100);
    budget.take(1_000);
    expect(() => budget.take(1)).toThrow('more than 100 characters: request fewer items at a time, or each by its id');
    const other = new ContentBudget(100);
    for (let at = 0; at < 10; at++) other.take(10);
    expect(() => other.take(1)).toThrow('more than 100 characters');
  });

  test.each([
    [{}, false],
    [{ select: { id: true, content: { select: { generationId: true } } } }, false],
    [{ select: { content: { select: { metadata: true, plan: true } } } }, false],
    [{ select: { content: { select: { text: true } } } }, true],
    [{ include: { content: { select: { toolCalls: true } } } }, true],
    [{ include: { content: true } }, true],
  ])('of %j is content: %s', (query, expected) => {
    expect(readsContent(query)).toBe(expected);
  });
});

describe('generations with long answers', () => {
  let app: TestApp;
  const ids: string[] = [];

  beforeAll(async () => {
    app = await startApp();
    for (let at = 0; at < 3; at++) {
      const { data } = await query(
        'mutation { generate(input: { prompt: "x", model: "sandbox/sandbox-mini", maxTokens: 4 }) { id } }',
      );
      ids.push(data.generate.id);
    }
    const { prisma } = app.penstock.services;
    await prisma.$executeRaw`UPDATE generation_content SET text = repeat('x', 30 * 1024 * 1024)`;
    app.penstock.services.generations.find = () => null;
  }, 60_000);
  afterAll(() => app?.close());

  // biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
  async function query(text: string): Promise<any> {
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: app.authorization },
      body: JSON.stringify({ query: text }),
    });
    return response.json();
  }

  const refused = {
    message: expect.stringMatching(/more than 67108864 characters: request fewer/),
    extensions: { code: 'BAD_USER_INPUT' },
  };

  test('are listed without their content', async () => {
    const { data } = await query('{ generations { nodes { id hasContent metadata } } }');
    expect(data.generations.nodes).toHaveLength(3);
  });

  test('are not read all at once', async () => {
    expect((await query('{ generations { nodes { text } } }')).errors).toMatchObject([refused]);
    const aliases = ids.map((id, at) => `a${at}: generation(id: "${id}") { text }`).join(' ');
    expect((await query(`{ ${aliases} }`)).errors).toMatchObject([refused]);
  });

  test('are read a few at a time', async () => {
    const { data } = await query('{ generations(first: 1) { nodes { text } } }');
    expect(data.generations.nodes.map(({ text }: { text: string }) => text.length)).toEqual([31_457_280]);
  });
});
