import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The response of an upstream to a request for the model `name`. It writes through `flood`, as fast as the service
 * reads.
 */
export type Misbehaviour = (response: ServerResponse, flood: Flood) => void | Promise<void>;

/**
 * Writes the same piece repeatedly until the connection closes. `pieces`: the number of repetitions, unlimited by
 * default.
 */
export type Flood = (piece: string | Buffer, pieces?: number) => Promise<void>;

/**
 * A provider of the openai dialect. The model's name, or the path of a request without a model (`/models`), selects its
 * misbehaviour. It counts the bytes that it could write, which limits the bytes that the service has read.
 */
export class FloodingUpstream {
  /** Bytes sent, by the name of the misbehaviour. */
  readonly written = new Map<string, number>();
  /** The number of open connections with a flood. */
  floods = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #misbehaviours: Readonly<Record<string, Misbehaviour>>;

  private constructor(misbehaviours: Readonly<Record<string, Misbehaviour>>) {
    this.#misbehaviours = misbehaviours;
  }

  static async start(misbehaviours: Readonly<Record<string, Misbehaviour>>): Promise<FloodingUpstream> {
    const upstream = new FloodingUpstream(misbehaviours);
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = await nameOf(request);
    const misbehave = this.#misbehaviours[name];
    if (misbehave === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    this.floods++;
    const { socket } = response;
    const before = socket?.bytesWritten ?? 0;
    response.once('close', () => {
      this.floods--;
      this.written.set(name, (this.written.get(name) ?? 0) + (socket?.bytesWritten ?? 0) - before);
    });
    await misbehave(response, (piece, pieces) => flood(response, piece, pieces));
  }
}

async function nameOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const model = text === '' ? null : (JSON.parse(text) as { model?: string }).model;
  return model ?? (request.url ?? '').split('?')[0] ?? '';
}

async function flood(
  response: ServerResponse,
  piece: string | Buffer,
  pieces = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (let count = 0; count < pieces && !response.destroyed; count++) {
    if (response.write(piece)) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go);
        response.off('close', go);
        resolve();
      };
      response.once('drain', go);
      response.once('close', go);
    });
  }
}
