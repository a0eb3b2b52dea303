import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { callerLeft, drainOnAbortMs } from '../contract/caller-left.ts';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { OpenAiAnswer } from '../openai/from-openai-event.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { type LocalUpstream, sendEvents, startLocalUpstream, toEvent } from '../testing/local-upstream.ts';
import type { ErrorContext } from './build-provider-error.ts';
import { errorFromFailure } from './error-from-document.ts';
import { EventAnswerReader } from './event-answer-reader.ts';
import { postForStream } from './post-for-stream.ts';
import { Upstream } from './upstream.ts';

const context: ErrorContext = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };
const text = (content: string): object => ({ id: 'r', model: 'm', choices: [{ delta: { content } }] });
const stop = { id: 'r', choices: [{ delta: {}, finish_reason: 'stop' }] };
const usage = { id: 'r', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } };

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function serve(
  respond: (response: ServerResponse) => void,
): Promise<{ server: LocalUpstream; upstream: Upstream }> {
  const server = await startLocalUpstream((_, response) => respond(response));
  const upstream = openUpstream(server.url);
  opened.push(server);
  return { server, upstream };
}

function openUpstream(baseUrl: string): Upstream {
  const upstream = new Upstream({
    providerId: 'acme',
    baseUrl,
    headers: {},
    secrets: [],
    connectTimeoutMs: 200,
    maxConnections: 10,
    limits: { ...defaultUpstreamLimits, endSilenceMs: 300 },
  });
  opened.unshift(upstream);
  return upstream;
}

function callModel(
  upstream: Upstream,
  signal = new AbortController().signal,
): AsyncIterableIterator<readonly StreamEvent[]> {
  return postForStream(upstream, { signal }, () => ({
    path: '/chat',
    body: { hello: 'there' },
    reader: new EventAnswerReader(context, new OpenAiAnswer(context, { repeatedPrefill: null })),
    toError: (failure) => errorFromFailure(failure, context),
  }));
}

describe('a streamed call', () => {
  it('posts its body and yields the events of each read as one batch', async () => {
    const { server, upstream } = await serve((response) => {
      response.write(toEvent(text('Hel')) + toEvent(text('lo')));
      setTimeout(() => response.end(toEvent(stop) + toEvent(usage) + toEvent('[DONE]')), 20);
    });
    const batches: (readonly StreamEvent[])[] = [];
    for await (const batch of callModel(upstream)) batches.push(batch);
    expect(batches.map((batch) => batch.map((event) => event.type))).toEqual([['start', 'text-delta'], ['finish']]);
    expect(batches[0]?.[1]).toEqual({ type: 'text-delta', text: 'Hello' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/chat', body: { hello: 'there' } });
  });

  it('reuses a connection after a complete answer', async () => {
    const { server, upstream } = await serve((response) => sendEvents(response, [text('Hi'), stop, usage, '[DONE]']));
    for (let count = 0; count < 3; count++) {
      await collectStream(callModel(upstream));
      await sleep(5);
    }
    expect(server.connectionCount).toBe(1);
  });

  it.each<[string, object[]]>([
    ['with usage', [text('Hi'), stop, usage]],
    ['with usage in the last chunk', [text('Hi'), { ...stop, usage: usage.usage }]],
  ])(
    'is complete after some silence without an end mark, %s, although the connection stays open',
    async (_, chunks) => {
      const { upstream } = await serve((response) => {
        for (const chunk of chunks) response.write(toEvent(chunk));
      });
      const answer = await collectStream(callModel(upstream));
      expect(answer).toMatchObject({ text: 'Hi', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 2 } });
    },
  );

  it('is complete after some silence if usage never comes and the connection stays open', async () => {
    const { upstream } = await serve((response) => {
      response.write(toEvent(text('Hi')) + toEvent(stop));
    });
    expect(await collectStream(callModel(upstream))).toMatchObject({ text: 'Hi', finishReason: 'stop', usage: null });
  });

  it('is complete if the connection breaks after the finish reason', async () => {
    const { upstream } = await serve((response) => {
      response.write(toEvent(text('Hi')) + toEvent(stop));
      setTimeout(() => response.destroy(), 20);
    });
    expect(await collectStream(callModel(upstream))).toMatchObject({ text: 'Hi', finishReason: 'stop' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['the connection is cut', (response) => setTimeout(() => response.destroy(), 20)],
    ['the response ends', (response) => response.end()],
  ])('is cut when %s in the middle, after the received events', async (_, breakOff) => {
    const { upstream } = await serve((response) => {
      response.write(toEvent(text('Hi')));
      breakOff(response);
    });
    const stream = callModel(upstream);
    expect((await stream.next()).value).toMatchObject([{ type: 'start' }, { text: 'Hi' }]);
    await expect(stream.next()).rejects.toMatchObject({ kind: 'stream-cut', providerId: 'acme' });
    expect((await stream.next()).done).toBe(true);
  });

  it('skips an event without content, and counts it', async () => {
    const { upstream } = await serve((response) =>
      sendEvents(response, [text('a'), 'null', text('b'), 'ping', stop, usage, '[DONE]']),
    );
    expect(await collectStream(callModel(upstream))).toMatchObject({ text: 'ab', skippedEvents: 2 });
  });

  it.each(['{"choices":[{"del', '"x"', '\u0000\ufffd{}'])(
    'is cut at an event that may have carried text: %s',
    async (odd) => {
      const { upstream } = await serve((response) =>
        sendEvents(response, [text('a'), odd, text('b'), stop, usage, '[DONE]']),
      );
      await expect(collectStream(callModel(upstream))).rejects.toMatchObject({ kind: 'stream-cut' });
    },
  );

  it('turns a refusal into its typed error, with its Retry-After', async () => {
    const { upstream } = await serve((response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '2' });
      response.end(JSON.stringify({ error: { message: 'Slow down.', code: 'rate_limit_exceeded' } }));
    });
    await expect(callModel(upstream).next()).rejects.toMatchObject({
      kind: 'rate-limit',
      status: 429,
      retryAfterMs: 2000,
      rawCode: 'rate_limit_exceeded',
      message: "acme answered for 'm' with rate-limit (HTTP 429, rate_limit_exceeded): Slow down.",
    });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['do not come', (response) => response.flushHeaders()],
    ['do not end', (response) => response.write('{"error":{"message":"Slow')],
    ['are longer than anyone reads', (response) => response.write('x'.repeat(600_000))],
  ])('does not wait for the message of a refusal that %s, and closes its socket', async (_, say) => {
    let closedAt: number | null = null;
    const { upstream } = await serve((response) => {
      response.on('close', () => {
        closedAt = performance.now();
      });
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '2' });
      say(response);
    });
    const signal = AbortSignal.timeout(5_000);
    await expect(callModel(upstream, signal).next()).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 2000 });
    await expect.poll(() => closedAt, { timeout: 4_000 }).not.toBeNull();
  });

  it.each<[string, string, string, string]>([
    ['a document instead of a stream', 'application/json', '{"choices":[]}', 'protocol'],
    ['an error under status 200', 'application/json', '{"error":{"code":"insufficient_quota"}}', 'quota-exhausted'],
    ['a web page', 'text/html', '<html></html>', 'protocol'],
  ])('refuses %s', async (_, contentType, body, kind) => {
    const { upstream } = await serve((response) => {
      response.writeHead(200, { 'content-type': contentType });
      response.end(body);
    });
    await expect(callModel(upstream).next()).rejects.toMatchObject({ kind });
  });

  it('reads a stream that a proxy sends as a web page', async () => {
    const { upstream } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`${toEvent(text('Hi'))}${toEvent(stop)}`);
    });
    expect((await collectStream(callModel(upstream))).text).toBe('Hi');
  });

  it('distinguishes a refused connection from a reset connection', async () => {
    const { server, upstream } = await serve((response) => response.socket?.resetAndDestroy());
    await expect(callModel(upstream).next()).rejects.toMatchObject({ kind: 'connection', rawCode: expect.any(String) });
    await server.close();
    opened.splice(opened.indexOf(server), 1);
    await expect(callModel(openUpstream(server.url)).next()).rejects.toMatchObject({
      kind: 'connection',
      rawCode: 'ECONNREFUSED',
      message: `acme could not be reached at ${server.url}: no server listens there.`,
    });
  });

  it('passes on errors of the preparation', async () => {
    const { upstream } = await serve((response) => response.end());
    const stream = postForStream(upstream, { signal: new AbortController().signal }, () => {
      throw new BadRequestError({ providerId: 'acme', message: 'No.' });
    });
    await expect(stream.next()).rejects.toThrow('No.');
  });
});

describe('leaving a streamed call', () => {
  async function serveEndlessly(): Promise<{ upstream: Upstream; closed: Promise<number> }> {
    let tellClosed: (at: number) => void = () => {};
    const closed = new Promise<number>((resolve) => {
      tellClosed = resolve;
    });
    const { upstream } = await serve((response) => {
      response.write(toEvent(text('a')));
      response.on('close', () => tellClosed(performance.now()));
    });
    return { upstream, closed };
  }

  it('an abort closes the socket at once and throws the reason of the signal', async () => {
    const { upstream, closed } = await serveEndlessly();
    const controller = new AbortController();
    const stream = callModel(upstream, controller.signal);
    await stream.next();
    const next = stream.next();
    const abortedAt = performance.now();
    controller.abort(new Error('The caller left.'));
    await expect(next).rejects.toThrow('The caller left.');
    expect((await closed) - abortedAt).toBeLessThan(100);
  });

  it('a drain reads everything that the upstream sent before it noticed', async () => {
    let sent = 0;
    const { upstream } = await serve((response) => {
      const timer = setInterval(() => {
        if (response.socket?.writable !== true) return;
        sent += 1;
        response.write(toEvent(text(`${sent} `)));
      }, 1);
      response.on('close', () => clearInterval(timer));
    });
    const controller = new AbortController();
    let heard = '';
    const reading = (async () => {
      for await (const batch of callModel(upstream, controller.signal)) {
        for (const event of batch) if (event.type === 'text-delta') heard += event.text;
        // The reader is busy while the upstream continues.
        const until = performance.now() + 10;
        while (performance.now() < until);
        if (sent > 20 && !controller.signal.aborted) controller.abort(callerLeft);
      }
    })();
    await expect(reading).rejects.toBe(callerLeft);
    expect(heard.trim().split(' ').map(Number)).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
  });

  it('a drain reads the usage of an answer that ends meanwhile, and its connection is not reused', async () => {
    const { server, upstream } = await serve((response) => {
      response.write(toEvent(text('Hi')));
      setTimeout(() => response.end(toEvent(stop) + toEvent(usage) + toEvent('[DONE]')), 30);
    });
    server.allowHalfOpen();
    const controller = new AbortController();
    const stream = callModel(upstream, controller.signal);
    await stream.next();
    controller.abort(callerLeft);
    expect((await stream.next()).value).toMatchObject([{ type: 'finish', usage: { outputTokens: 2 } }]);
    await expect(stream.next()).rejects.toBe(callerLeft);
    expect(await collectStream(callModel(upstream))).toMatchObject({ text: 'Hi' });
    expect(server.connectionCount).toBe(2);
  });

  it('a drain does not wait long for an upstream that does not notice', async () => {
    const { server, upstream } = await serve((response) => {
      response.write(toEvent(text('Hi')));
    });
    server.allowHalfOpen();
    const controller = new AbortController();
    const stream = callModel(upstream, controller.signal);
    await stream.next();
    const leftAt = performance.now();
    controller.abort(callerLeft);
    await expect(stream.next()).rejects.toBe(callerLeft);
    expect(performance.now() - leftAt).toBeGreaterThanOrEqual(drainOnAbortMs - 5);
  });

  it('a return from the iterator closes the socket at once', async () => {
    const { upstream, closed } = await serveEndlessly();
    let leftAt = 0;
    for await (const batch of callModel(upstream)) {
      leftAt = performance.now();
      if (batch.length > 0) break;
    }
    expect((await closed) - leftAt).toBeLessThan(100);
  });

  it('an abort before the first read sends nothing', async () => {
    const { server, upstream } = await serve((response) => response.end());
    const stream = callModel(upstream, AbortSignal.abort(new Error('Too late.')));
    await expect(stream.next()).rejects.toThrow('Too late.');
    expect(server.requests).toEqual([]);
  });

  it('an abort while the answer is awaited throws at once', async () => {
    const { upstream } = await serve(() => {});
    const controller = new AbortController();
    const next = callModel(upstream, controller.signal).next();
    setTimeout(() => controller.abort(new Error('Enough.')), 20);
    await expect(next).rejects.toThrow('Enough.');
  });

  it('a slow reader slows the upstream down instead of filling memory', async () => {
    const piece = toEvent(text('x'.repeat(64 * 1024)));
    let written = 0;
    const { upstream } = await serve((response) => {
      const write = (): void => {
        let hasRoom = true;
        while (written < 1000 && hasRoom) {
          hasRoom = response.write(piece);
          written += 1;
        }
        if (written < 1000) response.once('drain', write);
        else response.end(toEvent(stop) + toEvent('[DONE]'));
      };
      write();
    });
    const stream = callModel(upstream);
    await stream.next();
    await sleep(200);
    expect(written).toBeLessThan(500);
    let length = 0;
    for await (const batch of stream)
      for (const event of batch) if (event.type === 'text-delta') length += event.text.length;
    expect(written).toBe(1000);
    expect(length).toBeGreaterThan(60_000_000);
  });
});
