import { setTimeout as sleep } from 'node:timers/promises';
import { flood, frame, openUnread, webSocketHandshake } from './raw-socket.ts';

/** The target of attacks. */
export type Target = { url: string; authorization: string };

/** One attack on the service. `heft` is 1 for its full size; a long run uses less. */
export type Attack = { name: string; run(target: Target, heft: number): Promise<unknown> };

const mib = 1024 * 1024;
const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
const plan = 'query ($input: GenerateInput!) { plan(input: $input) { candidates { model { id } } } }';

export const attacks: readonly Attack[] = [
  { name: 'a Markdown fence and 20,000 line feeds', run: (target) => askFor(target, 'fence', jsonMode) },
  { name: 'a pattern that backtracks', run: (target) => askFor(target, 'letters', backtracking) },
  { name: 'an answer without end', run: (target) => askFor(target, 'endless') },
  { name: 'a line without end', run: (target) => askFor(target, 'endless-line') },
  { name: 'one event of 30 MB', run: (target) => askFor(target, 'big-event') },
  { name: '20 answers of 30 MB, unread and streamed', run: (target, heft) => askUnread(target, heft, true) },
  { name: '20 answers of 30 MB, unread and whole', run: (target, heft) => askUnread(target, heft, false) },
  { name: '60 bodies of 19 MB at once', run: holdBodies },
  { name: 'usage beyond 32 bits', run: (target) => askFor(target, 'huge-usage') },
  { name: 'GraphiQL unread, 150 times, without a key', run: viewGraphiqlUnread },
  { name: 'pings before connection_init, unread', run: pingUnread },
  { name: '900 queries on one unread socket', run: queryUnread },
  { name: '300 distinct JSON schemas', run: planWithSchemas },
  {
    name: 'startGeneration × 1,200',
    run: repeat('mutation', (name) => `${name}: startGeneration(input: { prompt: "x" }) { id }`, 1_200),
  },
  { name: 'checkHealth × 2,500', run: repeat('mutation', (name) => `${name}: checkHealth { status }`, 2_500) },
  { name: 'plan × 1,000', run: repeat('query', (name) => `${name}: plan(input: { prompt: "x" }) { strategy }`, 1_000) },
  {
    name: 'introspection × 190',
    run: repeat('query', (name) => `${name}: __schema { types { name fields { name } } }`, 190),
  },
  {
    name: 'a schema of 30,000 properties',
    run: (target) => askFor(target, 'letters', { type: 'JSON_SCHEMA', schema: wide(30_000) }),
  },
  { name: '128 tools of 300 properties', run: offerTools },
  { name: 'Host: [::', run: sendBadHosts },
  { name: 'the sandbox, minLength 1e8', run: askSandbox },
  { name: '400 idle connections without a key', run: holdConnections },
  {
    name: 'metadata 50,000 deep',
    run: (target) => post(target, deepMetadata(50_000)),
  },
  { name: 'a list literal 10,000 deep', run: sendDeepLiteral },
];

const jsonMode = { type: 'JSON' };
const backtracking = { type: 'JSON_SCHEMA', schema: { type: 'string', pattern: '^(a+)+$' } };

function send(target: Target, query: string, variables: object = {}): Promise<string> {
  return post(target, JSON.stringify({ query, variables }));
}

async function post({ url, authorization }: Target, body: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body,
    signal: AbortSignal.timeout(120_000),
  });
  return response.text();
}

function askFor(target: Target, model: string, responseFormat?: object): Promise<string> {
  const input = { prompt: 'Answer.', model: `hostile/${model}`, enableFallback: false, maxTokens: 4_000 };
  return send(target, generate, { input: responseFormat === undefined ? input : { ...input, responseFormat } });
}

async function askUnread({ url, authorization }: Target, heft: number, stream: boolean): Promise<void> {
  const messages = [{ role: 'user', content: 'x' }];
  const body = JSON.stringify({ model: 'hostile/long', messages, stream, max_tokens: 2_000_000 });
  const head = ['POST /v1/chat/completions HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  const request = [...head, `Authorization: ${authorization}`, `Content-Length: ${body.length}`, '', body].join('\r\n');
  const sockets = await Promise.all(Array.from({ length: Math.ceil(20 * heft) }, () => openUnread(url)));
  for (const socket of sockets) socket.write(request);
  await sleep(20_000 * heft);
  for (const socket of sockets) socket.destroy();
}

async function holdBodies({ url, authorization }: Target, heft: number): Promise<void> {
  const most = Buffer.alloc(19 * mib, ' ');
  const head = ['POST /v1/chat/completions HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  const begin = [...head, `Authorization: ${authorization}`, `Content-Length: ${most.length + 1}`, '', ''].join('\r\n');
  const sockets = await Promise.all(Array.from({ length: Math.ceil(60 * heft) }, () => openUnread(url)));
  for (const socket of sockets) {
    socket.write(begin);
    socket.write(most);
  }
  await sleep(10_000 * heft);
  for (const socket of sockets) socket.destroy();
}

function repeat(kind: string, field: (name: string) => string, count: number): Attack['run'] {
  return (target, heft) => {
    const fields = Array.from({ length: Math.ceil(count * heft) }, (_, index) => field(`a${index}`));
    return send(target, `${kind} { ${fields.join(' ')} }`);
  };
}

async function viewGraphiqlUnread({ url }: Target, heft: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: Math.ceil(150 * heft) }, () => openUnread(url)));
  for (const socket of sockets) socket.write('GET /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n');
  await sleep(3_000);
  for (const socket of sockets) socket.destroy();
}

async function pingUnread({ url }: Target, heft: number): Promise<void> {
  const pings = Buffer.concat(Array.from({ length: 500 }, () => frame(9, 'p'.repeat(125))));
  const one = async (): Promise<void> => {
    const socket = await openUnread(url);
    socket.write(webSocketHandshake);
    await flood(socket, pings, 200 * mib * heft);
    socket.destroy();
  };
  await Promise.all(Array.from({ length: 6 }, one));
}

async function queryUnread({ url, authorization }: Target, heft: number): Promise<void> {
  const socket = await openUnread(url);
  socket.write(webSocketHandshake);
  socket.write(frame(1, JSON.stringify({ type: 'connection_init', payload: { authorization } })));
  await sleep(200);
  const query = '{ __schema { types { name description fields { name description type { name } } } } }';
  for (let id = 0; id < 900 * heft && !socket.destroyed; id++) {
    socket.write(frame(1, JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } })));
  }
  await sleep(3_000);
  socket.destroy();
}

async function planWithSchemas(target: Target, heft: number): Promise<void> {
  for (let index = 0; index < 300 * heft; index++) {
    const schema = { ...wide(20), title: `${index} ${Math.random()}` };
    await send(target, plan, { input: { prompt: 'x', responseFormat: { type: 'JSON_SCHEMA', schema } } });
  }
}

function offerTools(target: Target): Promise<string> {
  const tools = Array.from({ length: 128 }, (_, index) => ({ name: `tool${index}`, parameters: wide(300) }));
  return send(target, generate, { input: { prompt: 'x', tools } });
}

async function sendBadHosts({ url }: Target): Promise<void> {
  const socket = await openUnread(url);
  socket.resume();
  socket.write('POST /graphql HTTP/1.1\r\nHost: [::\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
  await sleep(200);
  socket.destroy();
}

function askSandbox(target: Target): Promise<string> {
  const schema = {
    type: 'object',
    required: ['text', 'list', 'word'],
    properties: {
      text: { type: 'string', minLength: 1e8 },
      list: { type: 'array', minItems: 1e7, items: { type: 'string' } },
      word: { type: 'string', pattern: '^((a{50}){50}){50}$' },
    },
  };
  const input = {
    prompt: 'x',
    model: 'sandbox/small',
    enableFallback: false,
    responseFormat: { type: 'JSON_SCHEMA', schema },
  };
  return send(target, generate, { input });
}

async function holdConnections({ url }: Target, heft: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: Math.ceil(400 * heft) }, () => openUnread(url)));
  await sleep(2_000);
  for (const socket of sockets) socket.destroy();
}

function sendDeepLiteral(target: Target): Promise<string> {
  const literal = `${'['.repeat(10_000)}1${']'.repeat(10_000)}`;
  return send(target, `mutation { generate(input: { prompt: "x", metadata: ${literal} }) { id } }`);
}

function wide(properties: number): object {
  const entries = Array.from({ length: properties }, (_, index) => [`property${index}`, { type: 'string' }]);
  return { type: 'object', properties: Object.fromEntries(entries) };
}

/** As text, because serializing such a value would overflow the stack here. */
function deepMetadata(depth: number): string {
  const metadata = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  return `{"query":${JSON.stringify(generate)},"variables":{"input":{"prompt":"x","metadata":${metadata}}}}`;
}
