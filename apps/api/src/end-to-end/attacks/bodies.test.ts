import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

vi.setConfig({ testTimeout: 60_000 });

let stage: AttackStage;
/** The event loop's time for the simplest body of the same size: one long prompt. Milliseconds. */
let plainMs: number;

const size = 18_000_000;
const text = 'x'.repeat(size);
const quotes = '\\"'.repeat(size / 2);
const generate = JSON.stringify('mutation ($input: GenerateInput!) { generate(input: $input) { id } }');

const operation = (input: string): string => `{"query":${generate},"variables":{"input":{${input}}}}`;
const literal = (input: string): string =>
  JSON.stringify({ query: `mutation { generate(input: { prompt: "x", ${input} }) { id } }` });
const chat = (members: string): string =>
  `{"model":"sim/calm","messages":[{"role":"user","content":"x"}],"max_tokens":1,${members}}`;
const list = (item: string, count: number): string => `[${new Array(count).fill(item).join(',')}]`;
const members = (count: number, value: string): string =>
  Array.from({ length: count }, (_, index) => `"p${index}":${value}`).join(',');

beforeAll(async () => {
  stage = await startAttackStage();
  const turns = [];
  for (let round = 0; round < 3; round++) turns.push(await holds('/graphql', operation(`"prompt":"${text}"`)));
  plainMs = Math.max(...turns);
}, 90_000);
afterAll(() => stage?.close());

/** The service may close the connection during the upload of a body that it refuses unread. */
async function send(path: string, body: string, type = 'application/json'): Promise<void> {
  const headers = { authorization: stage.service.authorization, 'content-type': type };
  const sent = fetch(`${stage.service.url}${path}`, { method: 'POST', headers, body });
  await sent.then((response) => response.text()).catch(() => null);
}

const holds = (path: string, body: string, type?: string): Promise<number> =>
  stage.service.longestTurnMs(() => send(path, body, type));

const form = 'application/x-www-form-urlencoded';

const bodies: [string, string, string, string?][] = [
  ['the name of a model', '/v1/chat/completions', `{"model":"${text}","messages":[]}`],
  ['the name of a model, all blanks and dashes', '/v1/chat/completions', `{"model":"${'- '.repeat(size / 2)}"}`],
  ['the name of a strategy', '/v1/chat/completions', chat(`"strategy":"${text}"`)],
  ['a decimal as text', '/v1/chat/completions', chat(`"cost_limit":"${'9'.repeat(size)}"`)],
  ['messages that are none', '/v1/chat/completions', `{"model":"x","messages":${list('{}', 49_000)}}`],
  ['messages that are numbers', '/v1/chat/completions', `{"model":"x","messages":${list('1', 399_000)}}`],
  ['capabilities that are numbers', '/v1/chat/completions', chat(`"required_capabilities":${list('1', 399_000)}`)],
  ['tools that are numbers', '/v1/chat/completions', chat(`"tools":${list('1', 399_000)}`)],
  [
    'arguments of a tool call',
    '/v1/chat/completions',
    `{"model":"x","messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"a","arguments":${JSON.stringify(`{"a":${list('[]', 2_600_000)}}`)}}}]}]}`,
  ],
  ['texts that are lists of texts', '/v1/embeddings', `{"model":"x","input":[${list('"a"', 399_000)}]}`],
  ['texts that are objects', '/v1/embeddings', `{"model":"x","input":${list('{}', 49_000)}}`],
  ['a word of an enum', '/graphql', operation(`"prompt":"x","costPreference":"${text}"`)],
  ['a word of an enum, in the document', '/graphql', literal(`costPreference: "${'x'.repeat(1_000_000)}"`)],
  ['a whole number', '/graphql', operation(`"prompt":"x","maxTokens":"${text}"`)],
  ['a number of many digits', '/graphql', operation(`"prompt":"x","seed":${'9'.repeat(size)}`)],
  ['numbers of many digits', '/graphql', operation(`"prompt":"x","metadata":${list('9'.repeat(400), 45_000)}`)],
  ['blanks', '/graphql', `${' '.repeat(size)}{"query":"{viewer{role}}"}`],
  ['members that are unknown', '/graphql', operation(`"prompt":"x",${members(49_000, '1')}`)],
  ['members of metadata', '/graphql', operation(`"prompt":"x","metadata":{${members(49_000, '1')}}`)],
  ['one member with a long name', '/graphql', operation(`"prompt":"x","${text}":1`)],
  [
    'members that are unknown, in the document',
    '/graphql',
    literal(Array.from({ length: 6_000 }, (_, index) => `a${index}: 1`).join(' ')),
  ],
  ['a list of one field', '/graphql', operation(`"messages":${list('{"role":1}', 16_000)}`)],
  ['an address', '/graphql', operation(`"messages":[{"role":"USER","parts":[{"imageUrl":"https://${text}"}]}]`)],
  ['an escaped text', '/graphql', operation(`"prompt":"${quotes}"`)],
  ['a text that breaks off', '/graphql', `{"query":"${quotes}`],
  [
    'a schema with much that is wrong',
    '/graphql',
    operation(
      `"prompt":"x","responseFormat":{"type":"JSON_SCHEMA","schema":{"properties":{${members(4_900, '{"type":1}')}}}}`,
    ),
  ],
  ['a form', '/graphql', `query=${'%41'.repeat(size / 3)}`, form],
  ['a form of blanks', '/graphql', `query=${'+'.repeat(size)}`, form],
];

// A refusal takes as long as reading the bytes. Without limits, each of these took ten times that.
test.each(bodies)(
  'a large body blocks the event loop no longer than a long prompt: %s',
  async (_title, path, body, type) => {
    expect(await holds(path, body, type)).toBeLessThan(4 * plainMs);
  },
);
