import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { HttpContext } from '../http-context.ts';

const pingIntervalMs = 12_000;
const ping = Buffer.from(':\n\n');
const complete = Buffer.from('event: complete\ndata:\n\n');

/**
 * Subscriptions as server-sent events in the form of the GraphQL over SSE protocol (distinct connections). One chunk
 * an event, and the next one is only asked for when the socket has taken it.
 */
export function useEventStream(): Plugin<object, HttpContext> {
  return {
    onResultProcess({ request, result, serverContext: { res }, setResultProcessor }) {
      if (!isAsyncIterable(result) || !request.headers.get('accept')?.includes('text/event-stream')) return;
      setResultProcessor(
        (stream, fetchAPI) =>
          new fetchAPI.Response(toEventStream(stream as AsyncIterable<ExecutionResult>, res), {
            headers: {
              'content-type': 'text/event-stream; charset=utf-8',
              'cache-control': 'no-cache, no-transform',
              connection: 'keep-alive',
              'x-accel-buffering': 'no',
            },
          }),
        'text/event-stream',
      );
    },
  };
}

function toEventStream(results: AsyncIterable<ExecutionResult>, response: ServerResponse): ReadableStream<Uint8Array> {
  const iterator = results[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout;
  const leave = async (): Promise<void> => {
    clearInterval(timer);
    await iterator.return?.();
  };
  // Nothing cancels the stream while it waits for a socket that has closed.
  response.once('close', () => void leave());
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Some browsers hold the headers back until the first byte of the body.
        controller.enqueue(ping);
        timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ping);
        }, pingIntervalMs);
      },
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done !== true) {
          controller.enqueue(Buffer.from(`event: next\ndata: ${JSON.stringify(value)}\n\n`));
          return;
        }
        clearInterval(timer);
        controller.enqueue(complete);
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );
}
