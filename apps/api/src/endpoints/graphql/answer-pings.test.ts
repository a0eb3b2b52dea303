import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { answerPings } from './answer-pings.ts';

type Pong = { payload: string; written: (error?: Error) => void };

class FakeSocket extends EventEmitter {
  readonly pongs: Pong[] = [];

  pong(payload: Buffer, _mask: boolean, written: (error?: Error) => void): void {
    this.pongs.push({ payload: String(payload), written });
  }
}

let socket: FakeSocket;
let isAccepted: boolean;

beforeEach(() => {
  socket = new FakeSocket();
  isAccepted = true;
  answerPings(socket as never, () => isAccepted);
});

const ping = (payload: string) => socket.emit('ping', Buffer.from(payload));

describe('a ping', () => {
  test('is answered with its payload', () => {
    ping('a');
    socket.pongs[0]?.written();
    ping('b');
    expect(socket.pongs.map(({ payload }) => payload)).toEqual(['a', 'b']);
  });

  test('before the key was accepted is answered without a payload', () => {
    isAccepted = false;
    ping('a');
    expect(socket.pongs.map(({ payload }) => payload)).toEqual(['']);
  });

  test('is replaced by a newer one while an answer waits', () => {
    for (const payload of ['a', 'b', 'c']) ping(payload);
    expect(socket.pongs).toHaveLength(1);
    socket.pongs[0]?.written();
    socket.pongs[1]?.written();
    expect(socket.pongs.map(({ payload }) => payload)).toEqual(['a', 'c']);
  });

  test('is not answered after the connection closed', () => {
    ping('a');
    ping('b');
    socket.pongs[0]?.written(new Error('It broke.'));
    expect(socket.pongs).toHaveLength(1);
  });
});
