import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import { createDialectAdapter } from '../create-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { startLocalUpstream, toEvent } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const opened = closeAfterEach();
const words = ['One ', 'river ', 'runs ', 'to ', 'the ', 'sea.'];

/** Like llama-cpp-python: a new request ends the running answer by an end mark without a reason. */
async function startInterrupting({ isLocal }: { isLocal: boolean }) {
  let underWay = 0;
  let latest = 0;
  let most = 0;
  let awaited = 2;
  const answer = async (response: ServerResponse): Promise<void> => {
    const mine = ++latest;
    most = Math.max(most, ++underWay);
    while (most < awaited && !response.destroyed) await sleep(1);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (choice: object): string => toEvent({ id: 'c', model: 'm', choices: [{ index: 0, ...choice }] });
    for (const content of words) {
      response.write(chunk({ delta: { content }, finish_reason: null }));
      await sleep(10);
      if (mine !== latest) break;
    }
    if (mine === latest) response.write(chunk({ delta: {}, finish_reason: 'stop' }));
    response.end(toEvent('[DONE]'));
    underWay -= 1;
  };
  const server = await startLocalUpstream(({ method }, response) => {
    if (method === 'POST') void answer(response);
    else {
      latest += 1;
      response.end(JSON.stringify({ data: [{ id: 'm' }] }));
    }
  });
  const adapter = createDialectAdapter(
    'openai',
    providerSettings({ baseUrl: server.url, ...(isLocal && { isLocal }) }),
  );
  opened.push(adapter, server);
  let lifeSigns = 0;
  const call = (signal = AbortSignal.timeout(5_000)) =>
    collectStream(adapter.stream(modelRequest({}), { signal, onAlive: () => lifeSigns++ }));
  return {
    adapter,
    call,
    server,
    overlaps: () => most,
    /** No answer begins before so many requests have overlapped. At first two, on a machine of any speed. */
    awaitOverlaps: (count: number) => (awaited = count),
    forgetOverlaps() {
      most = 0;
      awaited = 0;
    },
    lifeSigns: () => lifeSigns,
  };
}

test('two calls of a local server that answers one at a time: the first is cut, and later calls are complete', async () => {
  const { call, overlaps, forgetOverlaps, lifeSigns } = await startInterrupting({ isLocal: true });
  const [first, second] = await Promise.allSettled([call(), call()]);
  expect(first).toMatchObject({ status: 'rejected', reason: expect.any(StreamCutError) });
  expect(second).toMatchObject({ status: 'fulfilled', value: { text: words.join('') } });
  expect(overlaps()).toBe(2);
  forgetOverlaps();
  const before = lifeSigns();
  const answers = await Promise.all([call(), call(), call()]);
  expect(answers.map(({ text }) => text)).toEqual(Array(3).fill(words.join('')));
  expect(overlaps()).toBe(1);
  expect(lifeSigns()).toBeGreaterThan(before);
});

test('a list of models waits for the running answer, and nothing waits for a caller that has left', async () => {
  const { adapter, call, server } = await startInterrupting({ isLocal: true });
  await Promise.allSettled([call(), call()]);
  const count = server.requests.length;
  const leaving = new AbortController();
  const [answer, models, left] = await Promise.all([
    call(),
    adapter.listModels({ signal: AbortSignal.timeout(5_000) }),
    Promise.allSettled([call(leaving.signal), Promise.resolve(leaving.abort())]),
  ]);
  expect(answer).toMatchObject({ text: words.join(''), finishReason: 'stop' });
  expect(models).toEqual(['m']);
  expect(left[0].status).toBe('rejected');
  expect(server.requests).toHaveLength(count + 2);
});

test('calls of a remote provider never wait for each other', async () => {
  const { call, overlaps, awaitOverlaps } = await startInterrupting({ isLocal: false });
  await Promise.allSettled([call(), call()]);
  awaitOverlaps(3);
  await Promise.allSettled([call(), call(), call()]);
  expect(overlaps()).toBe(3);
});
