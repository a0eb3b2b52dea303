import { Pool } from 'undici';
import { Child } from '../child.ts';
import { type Figure, micros } from '../figures.ts';

const calls = 3_000;
const atOnce = 20;
const query = 'mutation G($input: GenerateInput!) { generate(input: $input) { id text model cost { totalUsd } } }';
const prompt = 'Answer in 20 words: why do rivers bend?';

/** CPU per unstreamed `generate` that is stored and settled, and per call through a bare relay. */
export async function measureUnstreamed(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '0', PACE_TOKENS_PER_SECOND: '0' });
  const upstream = { UPSTREAM_URL: simulator.facts.openaiUrl ?? '' };
  const relay = await Child.start('relay', upstream);
  const body = JSON.stringify({ model: 'model', messages: [{ role: 'user', content: prompt }] });
  const relayed = await measure(relay, `${relay.facts.url}/chat/completions`, body, 'relay');
  await relay.stop();

  const api = await Child.start('api', upstream);
  const { url = '', key = '' } = api.facts;
  const served = await measure(api, url, JSON.stringify({ query, variables: { input: { prompt } } }), key);
  await api.stop();
  await simulator.stop();
  return [
    {
      name: 'CPU per unstreamed generate, stored',
      value: micros(served.cpu),
      aim: '< 600 µs',
      besides: `${calls} calls, ${atOnce} at once; main thread ${micros(served.main)}, the rest are the embedded database's thread and V8's own`,
    },
    {
      name: 'CPU per unstreamed call, bare relay',
      value: micros(relayed.cpu),
      besides: `Penstock takes ${(served.cpu / relayed.cpu).toFixed(2)} times that`,
    },
  ];
}

async function measure(child: Child, url: string, body: string, key: string) {
  const pool = new Pool(new URL(url).origin, { connections: atOnce });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const path = new URL(url).pathname;
  const call = async (): Promise<void> => {
    const response = await pool.request({ path, method: 'POST', headers, body });
    const text = await response.body.text();
    if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(text);
  };
  const run = async (count: number): Promise<void> => {
    let left = count;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };
  await run(300);
  const before = await child.sample();
  await run(calls);
  const after = await child.sample();
  await pool.close();
  return {
    cpu: (after.cpuMicros - before.cpuMicros) / calls,
    main: (after.mainThreadMicros - before.mainThreadMicros) / calls,
  };
}
