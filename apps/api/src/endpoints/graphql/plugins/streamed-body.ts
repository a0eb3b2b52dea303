import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';

/** The form of a stream of results in a body. */
export type Framing = {
  /** Sent at once, because some browsers hold the headers back until the first byte of the body. */
  opening: Uint8Array;
  /** Sent during silence, so that proxies keep the connection. */
  ping: Uint8Array;
  write(result: ExecutionResult): Uint8Array;
  /** Sent at the end. */
  end: Uint8Array;
};

const pingIntervalMs = 12_000;

/**
 * The body of a streamed answer: one chunk per event. The next event is read when the socket has taken the last one.
 */
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
  // A stream that waits for a closed socket is not cancelled otherwise.
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
