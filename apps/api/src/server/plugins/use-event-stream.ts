import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

const pingIntervalMs = 12_000;
const ping = Buffer.from(':\n\n');
const complete = Buffer.from('event: complete\ndata:\n\n');

/**
 * Subscriptions as server-sent events in the form of the GraphQL over SSE protocol (distinct connections). One chunk
 * an event, and the next one is only asked for when the socket has taken it.
 */
export function useEventStream(): Plugin {
  return {
    onResultProcess({ request, result, setResultProcessor }) {
      if (!isAsyncIterable(result) || !request.headers.get('accept')?.includes('text/event-stream')) return;
      setResultProcessor(
        (stream, fetchAPI) =>
          new fetchAPI.Response(toEventStream(stream as AsyncIterable<ExecutionResult>), {
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

function toEventStream(results: AsyncIterable<ExecutionResult>): ReadableStream<Uint8Array> {
  const iterator = results[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout;
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
      async cancel() {
        clearInterval(timer);
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
