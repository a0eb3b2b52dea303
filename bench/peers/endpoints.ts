import { Pool } from 'undici';
import { closePools, streamChat } from '../sse-client.ts';
import { connect, stream } from '../subscription-client.ts';

/** A request to an endpoint. */
export type Completion = { prompt: string; maxTokens: number };

/** The figures that a measured process sent when it was ready. */
export type Facts = Readonly<Record<string, string>>;

/** One endpoint. A gateway may have several. */
export type Endpoint = {
  /** The name in the table. */
  name: string;
  /** Its process: a file of `bench/children`. */
  host: 'relay' | 'portkey' | 'api';
  /** Streams one answer to its end and returns the time of its first token. Null if the endpoint does not stream. */
  stream: ((facts: Facts, completion: Completion, onFirstToken?: () => void) => Promise<number>) | null;
  /** Returns one unstreamed answer. Null if the endpoint only streams. */
  call: ((facts: Facts, completion: Completion) => Promise<void>) | null;
};

const relay = openAiEndpoint('bare relay', 'relay', ({ url = '' }) => ({ url, headers: {} }));

/** The minimum, a peer, and Penstock; one entry per endpoint. */
export const endpoints: readonly Endpoint[] = [
  relay,
  openAiEndpoint('Portkey /v1', 'portkey', ({ url = '', upstream = '' }) => ({
    url,
    headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': upstream },
  })),
  openAiEndpoint('Penstock /v1', 'api', ({ v1Url = '', key = '' }) => ({
    url: v1Url,
    headers: { authorization: `Bearer ${key}` },
  })),
  { name: 'Penstock subscription', host: 'api', stream: subscribe, call: null },
  { name: 'Penstock generate', host: 'api', stream: null, call: generate },
];

/** The upstream, called directly. */
export const straight = relay;

const pools = new Map<string, Pool>();

/** Closes the connections of this file's endpoints. */
export async function closeEndpoints(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()));
  pools.clear();
  await closePools();
}

type Address = { url: string; headers: Readonly<Record<string, string>> };

function openAiEndpoint(name: string, host: Endpoint['host'], addressIn: (facts: Facts) => Address): Endpoint {
  const bodyOf = ({ prompt, maxTokens }: Completion) => ({
    model: 'model',
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxTokens,
  });
  return {
    name,
    host,
    async stream(facts, completion, onFirstToken) {
      const { url, headers } = addressIn(facts);
      return (await streamChat(url, bodyOf(completion), headers, onFirstToken)).firstTokenMs;
    },
    async call(facts, completion) {
      const { url, headers } = addressIn(facts);
      const text = await post(`${url}/chat/completions`, bodyOf(completion), {
        authorization: 'Bearer bench',
        ...headers,
      });
      if (!text.includes('"finish_reason":"')) throw new Error(`${name} sent no whole answer: ${text.slice(0, 500)}`);
    },
  };
}

async function subscribe(
  { url = '', key = '' }: Facts,
  completion: Completion,
  onFirstToken?: () => void,
): Promise<number> {
  const socket = await connect(url, key);
  try {
    return (await stream(socket, completion, onFirstToken)).firstTokenMs;
  } finally {
    socket.close();
  }
}

const query = 'mutation G($input: GenerateInput!) { generate(input: $input) { id text model cost { totalUsd } } }';

async function generate({ url = '', key = '' }: Facts, input: Completion): Promise<void> {
  const text = await post(url, { query, variables: { input } }, { authorization: `Bearer ${key}` });
  if (text.includes('"errors"')) throw new Error(text);
}

async function post(address: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<string> {
  const { origin, pathname } = new URL(address);
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 4_096 });
  pools.set(origin, pool);
  const response = await pool.request({
    path: pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${text}`);
  return text;
}
