import { once } from 'node:events';
import { WebSocket } from 'ws';

const document = `subscription Stream($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on TextDelta { number follows text }
    ... on GenerationCompleted { generationId number }
    ... on GenerationFailed { number errorMessage }
  }
}`;

/** The result of one stream. */
export type StreamResult = { generationId: string; frames: number; firstTokenMs: number; characters: number };

/**
 * Streams one generation over its own socket. Speaks graphql-transport-ws by hand, so that the client costs less than
 * the measured process. Calls `onFirstToken` at the first text.
 */
export async function streamOnce(
  url: string,
  key: string,
  input: Readonly<Record<string, unknown>>,
  onFirstToken: () => void = () => {},
): Promise<StreamResult> {
  const socket = await connect(url, key);
  try {
    return await stream(socket, input, onFirstToken);
  } finally {
    socket.close();
  }
}

/** Opens and authenticates a socket. */
export async function connect(url: string, key: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  await once(socket, 'message');
  return socket;
}

/** Streams one generation over an open socket. */
export function stream(
  socket: WebSocket,
  input: Readonly<Record<string, unknown>>,
  onFirstToken: () => void = () => {},
): Promise<StreamResult> {
  const startedAt = performance.now();
  const result: StreamResult = { generationId: '', frames: 0, firstTokenMs: 0, characters: 0 };
  return new Promise((resolve, reject) => {
    socket.on('close', () => reject(new Error('The socket closed in the middle of a stream.')));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('"TextDelta"')) {
        if (result.frames++ === 0) {
          result.firstTokenMs = performance.now() - startedAt;
          onFirstToken();
        }
        result.characters += text.length;
      } else if (text.includes('"GenerationCompleted"')) {
        result.generationId = /"generationId":"([^"]+)"/.exec(text)?.[1] ?? '';
        resolve(result);
      } else if (text.includes('"GenerationFailed"') || text.includes('"errors"') || text.includes('"type":"error"')) {
        reject(new Error(text));
      }
    });
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: document, variables: { input } } }));
  });
}
