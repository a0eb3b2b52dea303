import { WebSocket } from 'ws';
import type { ReadError, ReadEvent } from '../../apps/api/src/testing/replica-stage.ts';
import type { ServiceProcess } from '../../apps/api/src/testing/start-process.ts';

/** A subscription with its variables. */
export type Subscription = { query: string; variables: Readonly<Record<string, unknown>> };

/** How a stream ended: normally, with an error that gives a reason, or by a broken connection. */
export type StreamEnd = { type: 'complete' } | { type: 'refused'; code: string } | { type: 'broken' };

/**
 * Reads a subscription from a replica to its end. Aborting `signal` breaks the connection, as a network failure does.
 */
export type ReadStream = (
  replica: ServiceProcess,
  subscription: Subscription,
  onEvent: (event: ReadEvent) => void,
  signal: AbortSignal,
) => Promise<StreamEnd>;

type Payload = { data?: Record<string, ReadEvent | null> | null; errors?: ReadError[] };
type Message = { type: string; payload?: unknown };

const dataMark = 'data: ';
const broken: StreamEnd = { type: 'broken' };

/** Over its own WebSocket. */
export const readSocket: ReadStream = ({ url, authorization }, subscription, onEvent, signal) =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const end = (how: StreamEnd): void => {
      resolve(how);
      socket.terminate();
    };
    signal.addEventListener('abort', () => end(broken), { once: true });
    socket.on('error', () => end(broken));
    // Codes from 4000 up name a mistake of the client.
    socket.on('close', (code) => end(code >= 4_000 ? { type: 'refused', code: `closed with ${code}` } : broken));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    socket.on('message', (data) => {
      // The service sends only messages of the protocol.
      const { type, payload } = JSON.parse(String(data)) as Message;
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: subscription }));
      else if (type === 'complete') end({ type: 'complete' });
      else if (type === 'error') end(refusalOf(payload as ReadError[]));
      else if (type === 'next') {
        const refusal = take(payload as Payload, onEvent);
        if (refusal !== null) end(refusal);
      }
    });
  });

/** Over HTTP, as server-sent events. */
export const readEventStream: ReadStream = async ({ url, authorization }, subscription, onEvent, signal) => {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      body: JSON.stringify(subscription),
      signal,
    });
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      return refusalOf(((await response.json()) as Payload).errors);
    }
    let unread = '';
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (unread + chunk).split('\n\n');
      unread = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith('event: complete')) return { type: 'complete' };
        const data = block.split('\n').find((line) => line.startsWith(dataMark));
        const refusal = data === undefined ? null : take(JSON.parse(data.slice(dataMark.length)) as Payload, onEvent);
        if (refusal !== null) return refusal;
      }
    }
  } catch {
    // The connection has ended.
  }
  return broken;
};

/** Returns the refusal if the payload is a refusal. */
function take({ data, errors }: Payload, onEvent: (event: ReadEvent) => void): StreamEnd | null {
  if (errors !== undefined) return refusalOf(errors);
  for (const event of Object.values(data ?? {})) if (event !== null) onEvent(event);
  return null;
}

function refusalOf(errors: readonly ReadError[] | undefined): StreamEnd {
  return { type: 'refused', code: errors?.[0]?.extensions?.code ?? 'no code' };
}
