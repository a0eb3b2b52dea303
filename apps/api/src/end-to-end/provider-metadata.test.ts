import { type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

/** A provider with data about its answer: its events, and the data that the caller gets. */
type Subject = { dialect: string; says: readonly (string | object)[]; given: object | null };

const citation = { start: 0, end: 5, text: 'Rain.', sources: [{ type: 'document', id: 'd1' }] };
const groundingMetadata = { webSearchQueries: ['rain'] };
const annotations = [{ type: 'url_citation', url_citation: { url: 'https://rain.example', title: 'Rain' } }];
const chunk = (choice: object, around: object = {}): object => ({ id: 'r1', choices: [choice], ...around });

const subjects: Readonly<Record<string, Subject>> = {
  openai: {
    dialect: 'openai',
    says: [
      chunk({ index: 0, delta: { content: 'Rain.', annotations } }),
      chunk({ index: 0, delta: {}, finish_reason: 'stop' }, { citations: ['https://rain.example'] }),
      '[DONE]',
    ],
    given: { annotations, citations: ['https://rain.example'] },
  },
  claude: {
    dialect: 'anthropic',
    says: [
      { type: 'message_start', message: { id: 'm1', model: 'm', usage: { input_tokens: 9 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Rain.' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'stop_sequence', stop_sequence: '.' },
        usage: { output_tokens: 2 },
      },
      { type: 'message_stop' },
    ],
    given: { stop_sequence: '.' },
  },
  gemini: {
    dialect: 'google',
    says: [{ candidates: [{ content: { parts: [{ text: 'Rain.' }] }, finishReason: 'STOP', groundingMetadata }] }],
    given: { groundingMetadata },
  },
  cohere: {
    dialect: 'cohere',
    says: [
      { id: 'r1', type: 'message-start', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Rain.' } } } },
      { type: 'citation-start', index: 0, delta: { message: { citations: citation } } },
      { type: 'citation-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
    ],
    given: { citations: [citation] },
  },
  plain: {
    dialect: 'openai',
    says: [chunk({ index: 0, delta: { content: 'Rain.' }, finish_reason: 'stop' }), '[DONE]'],
    given: null,
  },
};

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream(({ path }, response) =>
    sendEvents(response, subjects[path.split('/')[1] ?? '']?.says ?? []),
  );
  const entries = Object.entries(subjects);
  const providers = entries.map(
    ([id, { dialect }]) => `  ${id}: { dialect: ${dialect}, base_url: "${upstream.url}/${id}", api_key: key }`,
  );
  const models = entries.map(([id]) => `  ${id}: { m: { price: { input_per_mtok: 1, output_per_mtok: 2 } } }`);
  penstock = await startPenstock({
    policy: () =>
      `providers:\n${providers.join('\n')}\nmodels:\n${models.join('\n')}\nretention: { workspaces: { silent: none } }\n`,
  });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

async function query(text: string, variables: object = {}) {
  const response = await fetch(`${penstock.url}/graphql`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  });
  const { data, errors } = await response.json();
  expect(errors).toBeUndefined();
  return data;
}

async function generate(input: object) {
  const text =
    'mutation ($input: GenerateInput!) { generate(input: $input) { id text cacheStatus hasContent providerMetadata } }';
  return (await query(text, { input: { prompt: 'Does it rain?', enableFallback: false, ...input } })).generate;
}

/** The generation from the database, as after a restart. */
async function readStored(id: string) {
  const { find } = penstock.services.generations;
  penstock.services.generations.find = () => null;
  try {
    return (await query(`{ generation(id: "${id}") { text hasContent providerMetadata } }`)).generation;
  } finally {
    penstock.services.generations.find = find;
  }
}

describe("a provider's data about its answer", () => {
  test.each(Object.entries(subjects))('reaches the caller and the record: %s', async (id, { given }) => {
    const answer = await generate({ model: `${id}/m` });
    expect(answer).toMatchObject({ text: 'Rain.', providerMetadata: given });
    expect(await readStored(answer.id)).toEqual({ text: 'Rain.', hasContent: true, providerMetadata: given });
  });

  test('comes with a cached answer too', async () => {
    const input = { model: 'openai/m', prompt: 'Again?', temperature: 0, cache: 'READ_WRITE' };
    await generate(input);
    const { given } = subjects.openai ?? {};
    expect(await generate(input)).toMatchObject({ cacheStatus: 'HIT', providerMetadata: given });
  });

  test('is content, so it is not stored where content is not', async () => {
    await query('mutation { createWorkspace(input: { id: "silent", name: "Silent" }) { id } }');
    const answer = await generate({ model: 'gemini/m', workspaceId: 'silent' });
    expect(await readStored(answer.id)).toMatchObject({ hasContent: false, providerMetadata: null });
    const where = { generationId: answer.id };
    expect(await penstock.services.prisma.generationContent.count({ where })).toBe(0);
  });
});
