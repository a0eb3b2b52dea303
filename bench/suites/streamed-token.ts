import { findRedis, startRedis } from '../../apps/api/src/testing/redis-server.ts';
import { Child } from '../child.ts';
import { type Figure, micros } from '../figures.ts';
import { closePools, streamChat } from '../sse-client.ts';
import { streamOnce } from '../subscription-client.ts';

const streams = 100;
const tokensPerSecond = 50;
const tokens = 500;
const prompt = `Write ${tokens} tokens about rivers and the gates that hold them.`;

/** CPU per token, 100 streams at once, a token every 20 ms: through the subscription, and through a bare relay. */
export async function measureStreamedTokens(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_TOKENS_PER_SECOND: String(tokensPerSecond) });
  const upstream = { UPSTREAM_URL: simulator.facts.openaiUrl ?? '' };
  const relay = await Child.start('relay', upstream);
  const relayed = await measure(relay, async () => {
    const body = { model: 'model', messages: [{ role: 'user', content: prompt }], max_tokens: tokens };
    const results = await together(() => streamChat(relay.facts.url ?? '', body));
    return results.reduce((sum, result) => sum + result.tokens, 0);
  });
  await closePools();
  await relay.stop();

  const served = await measureApi(upstream);
  const shared = await measureWithRedis(upstream, served);
  await simulator.stop();

  const ratio = served.cpuPerToken / relayed.cpuPerToken;
  return [
    {
      name: `CPU per streamed token, subscription (${streams} streams)`,
      value: micros(served.cpuPerToken),
      aim: '< 50 µs',
      besides: `${served.tokens} tokens; main thread ${micros(served.mainPerToken)}`,
    },
    {
      name: 'CPU per streamed token, bare relay',
      value: micros(relayed.cpuPerToken),
      besides: `${relayed.tokens} tokens; Penstock takes ${ratio.toFixed(2)} times that`,
    },
    ...shared,
  ];
}

type Measured = Awaited<ReturnType<typeof measure>>;

async function measureApi(environment: Readonly<Record<string, string>>): Promise<Measured> {
  const api = await Child.start('api', { REDIS_URL: '', ...environment });
  const { url = '', key = '' } = api.facts;
  await Promise.all(Array.from({ length: 10 }, () => streamOnce(url, key, { prompt: 'Say hello.' })));
  const served = await measure(api, async () => {
    const results = await together(() => streamOnce(url, key, { prompt, maxTokens: tokens }));
    return results.reduce((sum, result) => sum + result.frames, 0);
  });
  await api.stop();
  return served;
}

/** The same with every event in Redis too. Skipped if no Redis is installed. */
async function measureWithRedis(upstream: Readonly<Record<string, string>>, alone: Measured): Promise<Figure[]> {
  const program = findRedis();
  if (program === null) return [];
  const redis = await startRedis(program);
  const { cpuPerToken, tokens: count } = await measureApi({ ...upstream, REDIS_URL: redis.url });
  await redis.remove();
  return [
    {
      name: 'CPU per streamed token, subscription, over Redis',
      value: micros(cpuPerToken),
      aim: '≤ 1.5 times that without',
      besides: `${count} tokens; ${(cpuPerToken / alone.cpuPerToken).toFixed(2)} times that without`,
    },
  ];
}

async function together<Result>(run: () => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: streams }, run));
}

async function measure(child: Child, load: () => Promise<number>) {
  const before = await child.sample();
  const count = await load();
  const after = await child.sample();
  return {
    tokens: count,
    cpuPerToken: (after.cpuMicros - before.cpuMicros) / count,
    mainPerToken: (after.mainThreadMicros - before.mainThreadMicros) / count,
  };
}
