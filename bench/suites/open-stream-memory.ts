import { Child } from '../child.ts';
import type { Figure } from '../figures.ts';
import { connect, stream } from '../subscription-client.ts';

const streams = 2_000;

/** Memory of one open stream: the heap with 2,000 streams after a collection, less the heap without. */
export async function measureOpenStreams(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '10', PACE_TOKENS_PER_SECOND: '1' });
  const api = await Child.start('api', {
    UPSTREAM_URL: simulator.facts.openaiUrl ?? '',
    PENSTOCK_MAX_CONNECTIONS: String(2 * streams),
    PENSTOCK_MAX_CONNECTIONS_WITHOUT_KEY: String(streams),
  });
  const { url = '', key = '' } = api.facts;
  const sockets = await Promise.all(Array.from({ length: streams }, () => connect(url, key)));
  const before = await api.sample(true);
  const started = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        stream(socket, { prompt: 'Write 2000 tokens about rivers.' }, resolve).catch(() => {});
      }),
  );
  await Promise.all(started);
  const after = await api.sample(true);
  for (const socket of sockets) socket.terminate();
  await api.stop();
  await simulator.stop();
  const heap = (after.heapUsed + after.external - before.heapUsed - before.external) / streams / 1024;
  const rss = (after.rss - before.rss) / streams / 1024;
  return [
    {
      name: `memory per open stream (${streams})`,
      value: `${heap.toFixed(1)} KiB`,
      besides: `heap and buffers; resident ${rss.toFixed(1)} KiB`,
    },
  ];
}
