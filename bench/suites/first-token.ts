import { Child } from '../child.ts';
import { type Figure, median, millis } from '../figures.ts';
import { closePools, streamChat } from '../sse-client.ts';
import { connect, stream } from '../subscription-client.ts';

const prompt = 'Answer in 10 words: why do rivers bend?';
const body = { model: 'model', messages: [{ role: 'user', content: prompt }] };

/** The extra time to the first token through Penstock, compared with a direct call: medians, taking turns. */
export async function measureFirstToken(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '50', PACE_TOKENS_PER_SECOND: '200' });
  const upstream = simulator.facts.openaiUrl ?? '';
  const api = await Child.start('api', { UPSTREAM_URL: upstream });
  const { url = '', key = '' } = api.facts;
  const direct = (count: number): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, async () => (await streamChat(upstream, body)).firstTokenMs));
  // The sockets are open before the measurement, like the connections to the upstream.
  const through = async (count: number): Promise<number[]> => {
    const sockets = await Promise.all(Array.from({ length: count }, () => connect(url, key)));
    const results = await Promise.all(sockets.map((socket) => stream(socket, { prompt })));
    for (const socket of sockets) {
      socket.removeAllListeners('close');
      socket.close();
    }
    return results.map(({ firstTokenMs }) => firstTokenMs);
  };
  const figures: Figure[] = [];
  for (const [atOnce, rounds] of [
    [1, 60],
    [100, 10],
  ] as const) {
    const figure = await compare(atOnce, rounds, direct, through);
    figures.push(atOnce === 1 ? { ...figure, aim: '< 2 ms' } : figure);
  }
  await closePools();
  await api.stop();
  await simulator.stop();
  return figures;
}

type Run = (count: number) => Promise<number[]>;

async function compare(atOnce: number, rounds: number, direct: Run, through: Run) {
  const times: { direct: number[]; through: number[] } = { direct: [], through: [] };
  for (let round = -1; round < rounds; round++) {
    const straight = await direct(atOnce);
    const led = await through(atOnce);
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
