import { once } from 'node:events';
import WebSocket from 'ws';

export type ProtocolMessage = { type: string; id?: string; payload?: unknown };

/** A minimal client of `graphql-transport-ws`. It shows every message and every close unchanged. */
export class ProtocolClient {
  readonly socket: WebSocket;
  readonly received: ProtocolMessage[] = [];
  /** Resolves with the code and the reason of the close. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #wakers = new Set<() => void>();
  #end: { code: number; reason: string } | null = null;

  constructor(url: string, protocol: string | null = 'graphql-transport-ws', headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, protocol === null ? [] : protocol, { headers });
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => {
      this.received.push(JSON.parse(String(data)) as ProtocolMessage);
      for (const wake of this.#wakers) wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.#end = { code, reason: String(reason) };
        for (const wake of this.#wakers) wake();
        resolve(this.#end);
      });
    });
  }

  /** Connects and waits for the acknowledgement. */
  static async connect(url: string, authorization: string): Promise<ProtocolClient> {
    const client = new ProtocolClient(url);
    await once(client.socket, 'open');
    client.send({ type: 'connection_init', payload: { authorization } });
    await client.waitFor(({ type }) => type === 'connection_ack');
    return client;
  }

  send(message: ProtocolMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /**
   * The first message, past or future, for which `matches` returns true. Rejects if the connection closes before it.
   */
  async waitFor(matches: (message: ProtocolMessage) => boolean): Promise<ProtocolMessage> {
    // Each message is examined once per waiter: tests wait for thousands of messages, with many waiters at a time.
    for (let seen = 0; ; ) {
      for (; seen < this.received.length; seen++) {
        const message = this.received[seen];
        if (message !== undefined && matches(message)) return message;
      }
      if (this.#end !== null) throw new Error(`The connection ended before: ${JSON.stringify(this.#end)}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wakers.delete(wake);
          resolve();
        };
        this.#wakers.add(wake);
      });
    }
  }

  /** All messages of an operation until its end. */
  async result(id: string): Promise<ProtocolMessage[]> {
    await this.waitFor((message) => message.id === id && (message.type === 'complete' || message.type === 'error'));
    return this.received.filter((message) => message.id === id);
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }
}
