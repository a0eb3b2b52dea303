import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepAlive } from './keep-alive.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly ping = vi.fn();
  readonly terminate = vi.fn();
}

let socket: FakeSocket;
let duplex: EventEmitter;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
  duplex = new EventEmitter();
  stop = keepAlive(socket, duplex);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('a connection', () => {
  test('is closed if no sign of life follows a ping until the next ping', () => {
    vi.advanceTimersByTime(12_000);
    expect([socket.ping.mock.calls.length, socket.terminate.mock.calls.length]).toEqual([1, 0]);
    vi.advanceTimersByTime(12_000);
    expect([socket.ping.mock.calls.length, socket.terminate.mock.calls.length]).toEqual([1, 1]);
  });

  test.each([
    ['answers', () => socket.emit('pong')],
    ['sends a message', () => socket.emit('message')],
    ['reads some of the waiting data', () => duplex.emit('drain')],
  ])('stays open while its client %s', (_, giveSign) => {
    for (let times = 0; times < 5; times++) {
      vi.advanceTimersByTime(12_000);
      giveSign();
    }
    expect([socket.ping.mock.calls.length, socket.terminate.mock.calls.length]).toEqual([5, 0]);
  });

  test('gets no more pings after its end', () => {
    stop();
    vi.advanceTimersByTime(60_000);
    expect(socket.ping).not.toHaveBeenCalled();
  });
});
