import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Connections, maxRequestsAtATime } from './connections.ts';

class FakeSocket extends EventEmitter {
  destroyed = false;
  writableLength = 0;
  bytesWritten = 0;
  _handle = { writeQueueSize: 0 };

  destroy(): void {
    this.destroyed = true;
  }
}

const warn = vi.fn();
let nowMs = 0;
let connections: Connections;

beforeEach(() => {
  warn.mockClear();
  nowMs = 0;
  connections = new Connections({
    limits: { connections: 5, connectionsWithoutKey: 3, unreadMs: 10_000 },
    log: { warn },
    nowMs: () => nowMs,
  });
});
afterEach(() => connections.stop());

/** A new connection. It has only the members that the code under test uses. */
function open(hasKey = false): FakeSocket & Socket {
  const socket = new FakeSocket() as FakeSocket & Socket;
  connections.add(socket);
  if (hasKey) connections.noteKey(socket);
  return socket;
}

describe('unread bytes', () => {
  test('are summed, and the connection with the most unread bytes can be closed', () => {
    const [idle, much, little] = [open(true), open(true), open(true)];
    expect(connections.largest()).toBeNull();
    little.writableLength = 64 * 1024;
    expect(connections.largest()).toBeNull();
    much.writableLength = 100_000;
    expect(connections.heldBytes()).toBe(100_000 + 64 * 1024);
    const largest = connections.largest();
    expect(largest?.bytes).toBe(100_000);
    largest?.giveUp();
    expect([idle, much, little].map(({ destroyed }) => destroyed)).toEqual([false, true, false]);
    expect(connections.heldBytes()).toBe(64 * 1024);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('a connection', () => {
  test('without a key replaces the oldest idle one without a key', () => {
    const keyed = open(true);
    const [busy, idle, other] = [open(), open(), open()];
    connections.begin(busy);
    const late = open();
    expect([keyed, busy, idle, other, late].map(({ destroyed }) => destroyed)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(connections.count()).toEqual({ all: 4, withoutKey: 3 });
  });

  test('replaces a busy one if none is idle', () => {
    const all = [open(), open(), open()];
    for (const socket of all) connections.begin(socket);
    expect(open().destroyed).toBe(false);
    expect(all.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  });

  test('with a key closes another only if all have a key and that one is idle', () => {
    const [busy, idle, ...others] = [open(true), open(true), open(true), open(true), open(true)];
    connections.begin(busy as Socket);
    expect(open().destroyed).toBe(false);
    expect([busy, idle, ...others].map((socket) => socket?.destroyed)).toEqual([false, true, false, false, false]);
  });

  test('is closed itself if all others have a key and are busy', () => {
    for (let count = 0; count < 5; count++) connections.begin(open(true));
    expect(open().destroyed).toBe(true);
    expect(connections.count()).toEqual({ all: 5, withoutKey: 0 });
  });

  test('with too many requests at once is closed', () => {
    const socket = open(true);
    for (let count = 0; count < maxRequestsAtATime; count++) expect(connections.begin(socket)).toBe(true);
    connections.end(socket);
    expect(connections.begin(socket)).toBe(true);
    expect([connections.begin(socket), socket.destroyed]).toEqual([false, true]);
  });

  test('is forgotten when it ends', () => {
    open().emit('close');
    open(true).emit('close');
    expect(connections.count()).toEqual({ all: 0, withoutKey: 0 });
  });
});

test('the log reports closed connections once in ten seconds, with their number', () => {
  for (let count = 0; count < 3; count++) open();
  for (let count = 0; count < 4; count++) open();
  nowMs = 10_000;
  open();
  expect(warn.mock.calls.map(([facts]) => (facts as { closed: number }).closed)).toEqual([1, 4]);
});

describe('a caller', () => {
  function watch(socket: FakeSocket, change: () => void): boolean {
    for (let count = 0; count < 6; count++) {
      connections.closeUnread();
      nowMs += 5_000;
      change();
    }
    return socket.destroyed;
  }

  test('that reads none of its waiting data loses its connection', () => {
    const socket = open();
    socket.writableLength = 100;
    socket.bytesWritten = 100;
    const grow = (): void => {
      socket.writableLength += 10;
      socket.bytesWritten += 10;
    };
    expect(watch(socket, grow)).toBe(true);
  });

  test('that reads part of a large chunk keeps its connection', () => {
    const socket = open();
    socket.writableLength = 100;
    socket.bytesWritten = 100;
    socket._handle.writeQueueSize = 100;
    expect(watch(socket, () => socket._handle.writeQueueSize--)).toBe(false);
  });

  test('without waiting data keeps its connection', () => {
    const socket = open();
    expect(watch(socket, () => {})).toBe(false);
  });
});
