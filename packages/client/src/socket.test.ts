import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSocket, socketAddress } from './socket.ts';

it.each([
  ['http://localhost:4000', 'ws://localhost:4000/graphql'],
  ['https://llm.example.com/', 'wss://llm.example.com/graphql'],
  ['wss://llm.example.com/penstock/graphql', 'wss://llm.example.com/penstock/graphql'],
])('connects for %s to %s', (url, address) => {
  expect(socketAddress(url)).toBe(address);
});

it('names the missing part when the runtime has no WebSocket', () => {
  vi.stubGlobal('WebSocket', undefined);
  expect(() => openSocket('http://localhost', 'key', undefined)).toThrow('install `ws`');
  vi.unstubAllGlobals();
});

/** A socket that opens when the test says so, and answers nothing. */
class SilentSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static last: SilentSocket;
  readyState = 0;
  readonly sent: string[] = [];
  onopen?: () => void;
  onclose?: (event: object) => void;
  onmessage?: (event: object) => void;

  constructor() {
    super();
    SilentSocket.last = this;
  }
  open(): void {
    this.readyState = SilentSocket.OPEN;
    this.dispatchEvent(new Event('open'));
    this.onopen?.();
  }
  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(code = 1006, reason = ''): void {
    this.readyState = SilentSocket.CLOSED;
    this.dispatchEvent(new Event('close'));
    this.onclose?.({ code, reason });
  }
}

function openSilent(key?: () => Promise<string>) {
  const client = openSocket('http://localhost:4000', key, SilentSocket);
  const failure = client
    .iterate({ query: '{ a }' })
    .next()
    .catch((error: unknown) => error);
  return { failure };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('ends a handshake that gets no answer', async () => {
  const { failure } = openSilent();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await failure).toMatchObject({ code: 1006 });
});

it('ends a connection that is never accepted', async () => {
  const { failure } = openSilent();
  await vi.advanceTimersByTimeAsync(10);
  SilentSocket.last.open();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await failure).toMatchObject({ code: 4504 });
});

it('requests the key before each connection, and ends a connection that answers no ping', async () => {
  const { failure } = openSilent(async () => 'fresh');
  await vi.advanceTimersByTimeAsync(10);
  const socket = SilentSocket.last;
  socket.open();
  await vi.advanceTimersByTimeAsync(10);
  expect(JSON.parse(socket.sent[0] ?? '')).toEqual({
    type: 'connection_init',
    payload: { authorization: 'Bearer fresh' },
  });
  socket.receive({ type: 'connection_ack' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(socket.sent.at(-1)).toContain('ping');
  socket.receive({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(8_900);
  expect(socket.readyState).toBe(SilentSocket.OPEN);
  await vi.advanceTimersByTimeAsync(200);
  expect(await failure).toMatchObject({ code: 4499 });
});
