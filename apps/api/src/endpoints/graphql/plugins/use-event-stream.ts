import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { HttpContext } from '../http-context.ts';
import { type Framing, streamedBody } from './streamed-body.ts';

/** Server-sent events in the form of the GraphQL over SSE protocol (distinct connections). */
const eventStream: Framing = {
  opening: Buffer.from(':\n\n'),
  ping: Buffer.from(':\n\n'),
  write: (result) => Buffer.from(`event: next\ndata: ${JSON.stringify(result)}\n\n`),
  end: Buffer.from('event: complete\ndata:\n\n'),
};

const boundary = 'graphql';

/**
 * Parts in the form of Apollo's multipart subscriptions. Each ends with the boundary, so that clients read it at once.
 */
const multipart: Framing = {
  opening: Buffer.concat([Buffer.from(`--${boundary}`), part({})]),
  ping: part({}),
  write: (result) => part({ payload: result }),
  end: Buffer.from('--\r\n'),
};

function part(content: object): Buffer {
  return Buffer.from(`\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(content)}\r\n--${boundary}`);
}

type Format = { mediaType: string; contentType: string; isAccepted: (accept: string) => boolean; framing: Framing };

const formats: readonly Format[] = [
  {
    mediaType: 'text/event-stream',
    contentType: 'text/event-stream; charset=utf-8',
    isAccepted: (accept) => accept.includes('text/event-stream'),
    framing: eventStream,
  },
  {
    mediaType: 'multipart/mixed',
    contentType: `multipart/mixed; boundary="${boundary}"; subscriptionSpec="1.0"`,
    isAccepted: (accept) =>
      accept.split(',').some((type) => type.includes('multipart/mixed') && /subscriptionSpec/i.test(type)),
    framing: multipart,
  },
];

/** Answers subscriptions over HTTP: as server-sent events, or as multipart subscriptions. */
export function useEventStream(): Plugin<object, HttpContext> {
  return {
    onResultProcess({ request, result, serverContext: { res }, setResultProcessor }) {
      if (!isAsyncIterable(result)) return;
      const accept = request.headers.get('accept') ?? '';
      const format = formats.find(({ isAccepted }) => isAccepted(accept));
      if (format === undefined) return;
      const { mediaType, contentType, framing } = format;
      setResultProcessor(
        (stream, fetchAPI) =>
          new fetchAPI.Response(streamedBody(stream as AsyncIterable<ExecutionResult>, res, framing), {
            headers: {
              'content-type': contentType,
              'cache-control': 'no-cache, no-transform',
              connection: 'keep-alive',
              'x-accel-buffering': 'no',
            },
          }),
        mediaType,
      );
    },
  };
}
