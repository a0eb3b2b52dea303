import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';

/** How a stream of results is written to a body. */
export type Framing = {
  /** Sent at once: some browsers hold the headers back until the first byte of the body. */
  opening: Uint8Array;
  /** Sent while nothing comes, so that proxies keep the connection. */
  ping: Uint8Array;
  write(result: ExecutionResult): Uint8Array;
  /** Sent at the end. */
  end: Uint8Array;
};

const pingIntervalMs = 12_000;

/** The body of a streamed answer. One chunk an event, and the next one is asked for when the socket has taken it. */
export function streamedBody(
  results: AsyncIterable<ExecutionResult>,
  response: ServerResponse,
  { opening, ping, write, end }: Framing,
): ReadableStream<Uint8Array> {
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
        controller.enqueue(opening);
        timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ping);
        }, pingIntervalMs);
      },
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done !== true) {
          controller.enqueue(write(value));
          return;
        }
        clearInterval(timer);
        controller.enqueue(end);
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );
}
