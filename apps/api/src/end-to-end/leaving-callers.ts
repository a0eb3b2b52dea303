import { connect } from './subscription-endpoint.ts';
import type { Address } from './test-endpoint.ts';

/** The prompt for the models of a chain, and the number of words before the socket is closed. */
export type Leave = { prompt: string; chain: string; afterWords: number };

/** A caller that closes its socket in the middle of an answer. Resolves to the generation's id afterwards. */
export type LeavingCaller = (service: Address, leave: Leave) => Promise<string>;

const document = `subscription ($input: GenerateInput!) {
  generate(input: $input) { ... on NumberedEvent { generationId } ... on TextDelta { text } }
}`;

type Data = { data?: { generate: { generationId: string; text?: string } } | null };

/** One per streaming endpoint. */
export const leavingCallers: Readonly<Record<string, LeavingCaller>> = {
  async WebSocket(service, { prompt, chain, afterWords }) {
    const client = connect(service);
    const socket = new Promise<{ terminate(): void }>((resolve) =>
      client.on('connected', (opened) => resolve(opened as never)),
    );
    const heard = { text: '', id: '' };
    const events = client.iterate({ query: document, variables: { input: { prompt, chain } } });
    for await (const event of events) {
      if (note(event as Data, heard) < afterWords) continue;
      (await socket).terminate();
      break;
    }
    return heard.id;
  },

  async SSE(service, { prompt, chain, afterWords }) {
    const heard = { text: '', id: '' };
    const body = { query: document, variables: { input: { prompt, chain } } };
    await readUntil(
      service,
      '/graphql',
      body,
      'text/event-stream',
      (line) => note(JSON.parse(line) as Data, heard) >= afterWords,
    );
    return heard.id;
  },

  async v1(service, { prompt, chain, afterWords }) {
    let text = '';
    const body = { model: chain, stream: true, messages: [{ role: 'user', content: prompt }] };
    const headers = await readUntil(service, '/v1/chat/completions', body, 'text/event-stream', (line) => {
      const chunk = JSON.parse(line) as { choices: { delta: { content?: string } }[] };
      text += chunk.choices[0]?.delta.content ?? '';
      return countWords(text) >= afterWords;
    });
    return headers.get('x-penstock-generation-id') ?? '';
  },
};

function note({ data }: Data, heard: { text: string; id: string }): number {
  heard.id = data?.generate.generationId ?? heard.id;
  heard.text += data?.generate.text ?? '';
  return countWords(heard.text);
}

function countWords(text: string): number {
  return text.split(' ').filter(Boolean).length;
}

/** Reads the events of a stream until a condition is met, then closes the socket. */
async function readUntil(
  { url, authorization }: Address,
  path: string,
  body: object,
  accept: string,
  isEnough: (line: string) => boolean,
): Promise<Headers> {
  const socket = new AbortController();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization },
    body: JSON.stringify(body),
    signal: socket.signal,
  });
  if (response.body === null) throw new Error(`The answer of ${path} has no body.`);
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {') || !isEnough(line.slice('data: '.length))) continue;
      socket.abort();
      return response.headers;
    }
  }
  throw new Error(`The answer of ${path} ended before it was long enough.`);
}
