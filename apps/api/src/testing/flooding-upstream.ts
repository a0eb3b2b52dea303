import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an upstream answers to a request for the model `name`: it writes by `flood`, as fast as it is read. */
export type Misbehaviour = (response: ServerResponse, flood: Flood) => void | Promise<void>;

/** Writes the same piece again and again until the connection closes; `pieces`: how often, default without end. */
export type Flood = (piece: string | Buffer, pieces?: number) => Promise<void>;

/**
 * A provider of the openai dialect that does as the model's name says, or for a request without a model as its path says
 * (`/models`). It counts what it could write, which bounds what the service has read.
 */
export class FloodingUpstream {
  /** Bytes that went out, by the name of the misbehaviour. */
  readonly written = new Map<string, number>();
  /** Connections of floods that are still open. */
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
