import { Child } from '../child.ts';
import { type Figure, median, millis } from '../figures.ts';
import { closePools, streamChat } from '../sse-client.ts';
import { connect, stream } from '../subscription-client.ts';

const prompt = 'Answer in 10 words: why do rivers bend?';
const body = { model: 'model', messages: [{ role: 'user', content: prompt }] };

/** How much later the first token comes through Penstock than straight from the upstream: medians, alternating. */
export async function measureFirstToken(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '50', PACE_TOKENS_PER_SECOND: '200' });
  const upstream = simulator.facts.openaiUrl ?? '';
  const api = await Child.start('api', { UPSTREAM_URL: upstream });
  const { url = '', key = '' } = api.facts;
  const direct = async () => (await streamChat(upstream, body)).firstTokenMs;
  const through = async () => {
    const socket = await connect(url, key);
    const { firstTokenMs } = await stream(socket, { prompt });
    socket.removeAllListeners('close');
    socket.close();
    return firstTokenMs;
  };
  const figures: Figure[] = [];
  for (const [atOnce, rounds] of [
    [1, 60],
    [100, 5],
  ] as const) {
    const figure = await compare(atOnce, rounds, direct, through);
    figures.push(atOnce === 1 ? { ...figure, aim: '< 2 ms' } : figure);
  }
  await closePools();
  await api.stop();
  await simulator.stop();
  return figures;
}

async function compare(atOnce: number, rounds: number, direct: () => Promise<number>, through: () => Promise<number>) {
  const times: { direct: number[]; through: number[] } = { direct: [], through: [] };
  for (let round = -1; round < rounds; round++) {
    const straight = await Promise.all(Array.from({ length: atOnce }, direct));
    const led = await Promise.all(Array.from({ length: atOnce }, through));
    if (round < 0) continue;
    times.direct.push(...straight);
    times.through.push(...led);
  }
  const added = median(times.through) - median(times.direct);
  return {
    name: `first token, added at ${atOnce} ${atOnce === 1 ? 'stream' : 'streams'}`,
    value: millis(added),
    besides: `straight ${millis(median(times.direct))}, through Penstock ${millis(median(times.through))}`,
  };
}
