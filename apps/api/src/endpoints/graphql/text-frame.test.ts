import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { textFrame } from './text-frame.ts';

let frames: Buffer[] = [];
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
http.on('upgrade', (request, duplex, head) => {
  sockets.handleUpgrade(request, duplex, head, (socket) => {
    for (const frame of frames) duplex.write(frame);
    socket.close(1000);
  });
});
beforeAll(() => new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => http.close(resolve)));

/** The messages that a client reads from our frames between those of `ws`. */
async function read(...written: Buffer[]): Promise<{ texts: string[]; code: number }> {
  frames = written;
  const texts: string[] = [];
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  client.on('message', (data, isBinary) => texts.push(`${isBinary ? 'binary ' : ''}${data}`));
  const [code] = await once(client, 'close');
  return { texts, code };
}

describe('a text frame', () => {
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('of %i bytes is read unchanged', async (length) => {
    const text = 'x'.repeat(length);

    expect(await read(textFrame(text))).toEqual({ texts: [text], code: 1000 });
  });

  test('counts bytes, not characters', async () => {
    const text = 'Fluß 川 🌊'.repeat(12);

    expect(await read(textFrame(text), textFrame('next'))).toEqual({ texts: [text, 'next'], code: 1000 });
  });
});
