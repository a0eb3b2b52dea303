import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ProtocolClient } from '../../testing/protocol-client.ts';
import type { Suffering } from '../../testing/victim.ts';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

const mib = 1024 * 1024;
/** A low limit, so that a few connections reach it. */
const withoutKey = 60;
const bodyMs = 2_000;

let stage: AttackStage;
let alone: Suffering;
let upstream: Server;
let upstreamStreams = 0;
const opened: (Socket | WebSocket)[] = [];

/** Sends 8 MB, more than the system buffers for a reader, and then stays silent. */
function startLargeUpstream(): Server {
  return createServer((_request, response) => {
    upstreamStreams++;
    response.once('close', () => upstreamStreams--);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const delta = JSON.stringify({ choices: [{ index: 0, delta: { content: 'ten bytes '.repeat(10_000) } }] });
    for (let count = 0; count < 80; count++) response.write(`data: ${delta}\n\n`);
  }).listen(0, '127.0.0.1');
}

beforeAll(async () => {
  upstream = startLargeUpstream();
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  stage = await startAttackStage({
    providers: [
      `large: { dialect: openai, base_url: "http://127.0.0.1:${port}", api_key: key, timeouts: { idle_ms: 600000 } }`,
    ],
    models: ['large: { calm: { context_window: 4000000, max_output_tokens: 3000000 } }'],
    environment: {
      PENSTOCK_MAX_CONNECTIONS_WITHOUT_KEY: String(withoutKey),
      PENSTOCK_MAX_BODY_MS: String(bodyMs),
      PENSTOCK_MAX_UNREAD_MS: '2000',
    },
  });
  // One-time allocations do not count as the cost of an attack.
  const page = await fetch(`${stage.service.url}/graphql`, { headers: asPage });
  await page.arrayBuffer();
  alone = await stage.victim.alone();
}, 120_000);
afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await stage?.close();
}, 60_000);

const asPage = { accept: 'text/html', 'accept-encoding': 'identity' };

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A plain connection that does not read at first. */
async function open(): Promise<Socket> {
  const { hostname, port } = new URL(stage.service.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  socket.pause();
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The response to these bytes until the service closes. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = await open();
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.resume();
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

async function openWebSocket(): Promise<WebSocket> {
  const socket = new WebSocket(stage.service.webSocketUrl, 'graphql-transport-ws');
  socket.on('error', () => {});
  opened.push(socket);
  await once(socket, 'open');
  return socket;
}

/** Connects with the key, over a connection whose socket can be paused. */
async function connectWithKey(): Promise<ProtocolClient> {
  const client = await ProtocolClient.connect(stage.service.webSocketUrl, stage.service.authorization);
  opened.push(client.socket);
  return client;
}

/** Runs an attack. The victim's stream continues, the memory does not grow, and a caller with a key is served. */
async function attack(run: () => Promise<unknown>, growthBytes = 60 * mib, heapBytes = 20 * mib): Promise<void> {
  const before = await stage.service.measure();
  const suffering = await stage.victim.during(async () => {
    await run();
    // Measured while the attackers' connections are still open.
    const growth = async (): Promise<number> => (await stage.service.measure()).heapBytes - before.heapBytes;
    await expect.poll(growth, { timeout: 20_000, interval: 500 }).toBeLessThan(heapBytes);
    expect((await stage.service.measure()).rssBytes - before.rssBytes).toBeLessThan(growthBytes);
    const response = await fetch(`${stage.service.url}/v1/models`, {
      headers: { authorization: stage.service.authorization },
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });
  for (const socket of opened.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate();
    else socket.destroy();
  }
  expect(suffering.end).toBeNull();
  expect(suffering.deltas).toBeGreaterThan(0);
  expect(suffering.longestSilenceMs).toBeLessThan(10 * alone.longestSilenceMs + 1_000);
}

const host = 'Host: localhost';
const withKey = (): string => `Authorization: ${stage.service.authorization}`;

describe('without a key', () => {
  test('150 unread requests for the page of GraphiQL', async () => {
    await attack(async () => {
      for (let count = 0; count < 150; count++) {
        const socket = await open();
        socket.write(`GET /graphql HTTP/1.1\r\n${host}\r\nAccept: text/html\r\n\r\n`);
      }
      await pause(500);
    });
  }, 60_000);

  test('pings of the protocol with a payload, before the key, unread', async () => {
    await attack(async () => {
      const payload = 'x'.repeat(15_000);
      for (let count = 0; count < 6; count++) {
        const socket = await openWebSocket();
        socket.pause();
        for (let ping = 0; ping < 2_000; ping++) socket.send(JSON.stringify({ type: 'ping', payload: { payload } }));
      }
      await pause(500);
    });
  }, 60_000);

  test('pings of the frame, with a payload, get an empty answer', async () => {
    await attack(async () => {
      const socket = await openWebSocket();
      const answered = once(socket, 'pong');
      socket.ping('x'.repeat(125));
      expect(String((await answered)[0])).toBe('');
    });
  }, 60_000);

  test.each([
    ['one large message', (socket: WebSocket) => socket.send('x'.repeat(40_000))],
    [
      'a message of 17 kB',
      (socket: WebSocket) => socket.send(JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(17_000) } })),
    ],
    [
      'fragments without end',
      (socket: WebSocket) => {
        for (let count = 0; count < 20_000; count++) socket.send('x', { fin: false });
      },
    ],
    [
      'messages without end',
      (socket: WebSocket) => {
        for (let count = 0; count < 5_000; count++) socket.send('{"type":"ping"}');
      },
    ],
  ])(
    'a WebSocket that sends %s is closed',
    async (_name, send) => {
      await attack(async () => {
        const socket = await openWebSocket();
        const closed = once(socket, 'close');
        send(socket);
        const [code] = await closed;
        expect([1006, 1009]).toContain(code);
      });
    },
    60_000,
  );

  test('a WebSocket without a first message is closed', async () => {
    await attack(async () => {
      const socket = await openWebSocket();
      expect((await once(socket, 'close'))[0]).toBe(4408);
    });
  }, 60_000);

  test('idle connections: the oldest are closed, and callers with a key can connect', async () => {
    await attack(async () => {
      const idle: Socket[] = [];
      for (let count = 0; count < 4 * withoutKey; count++) idle.push(await open());
      for (const socket of idle) socket.resume();
      await expect.poll(() => idle.filter(({ destroyed }) => destroyed).length).toBe(3 * withoutKey);
      expect(idle.slice(-withoutKey).some(({ destroyed }) => destroyed)).toBe(false);
      const clients = await Promise.all(Array.from({ length: 20 }, () => connectWithKey()));
      for (let count = 0; count < 2 * withoutKey; count++) await open();
      expect(clients.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
    });
  }, 60_000);

  test.each([
    ['headers', `GET /graphql HTTP/1.1\r\n${host}\r\nX-Slow: `],
    ['bodies', `POST /graphql HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`],
  ])(
    'slow %s end',
    async (_name, beginning) => {
      await attack(async () => {
        const sockets = await Promise.all(Array.from({ length: 30 }, () => open()));
        for (const socket of sockets) {
          socket.resume();
          socket.write(beginning);
          const timer = setInterval(() => socket.write('x'), 100);
          socket.once('close', () => clearInterval(timer));
        }
        await Promise.all(sockets.map((socket) => once(socket, 'close')));
      });
    },
    60_000,
  );

  test('many pipelined requests on an unread connection', async () => {
    await attack(async () => {
      for (let count = 0; count < 20; count++) {
        const socket = await open();
        const page = `GET /graphql HTTP/1.1\r\n${host}\r\nAccept: text/html\r\n\r\n`;
        socket.write(page.repeat(1_000));
      }
      await pause(500);
    });
  }, 60_000);
});

describe('with a key', () => {
  test('a body that never arrives ends with a 408', async () => {
    await attack(async () => {
      const head = `POST /graphql HTTP/1.1\r\n${host}\r\n${withKey()}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`;
      const answer = await answerTo(head);
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toContain('{"errors":[{"message":"The request did not arrive in time."');
    });
  }, 60_000);

  test('900 queries on an unread WebSocket', async () => {
    await attack(async () => {
      const client = await connectWithKey();
      client.socket.pause();
      const query = '{ __type(name: "Query") { fields { name description args { name description } } } }';
      for (let count = 0; count < 900; count++) client.subscribe(`q${count}`, query);
      await pause(2_000);
      // The memory of 200 running queries stays with the process, not on the heap.
    }, 300 * mib);
  }, 60_000);

  test('pings of the protocol with a large payload on an unread WebSocket', async () => {
    await attack(async () => {
      const client = await connectWithKey();
      client.socket.pause();
      const payload = { x: 'x'.repeat(100_000) };
      for (let count = 0; count < 1_000; count++) client.send({ type: 'ping', payload });
      await pause(2_000);
    });
  }, 60_000);

  const input = { model: 'large/calm', prompt: 'Write much.', maxTokens: 3_000_000, enableFallback: false };
  const stream = 'subscription ($input: GenerateInput!) { generate(input: $input) { ... on TextDelta { text } } }';
  const chat = {
    model: input.model,
    max_tokens: 3_000_000,
    stream: true,
    messages: [{ role: 'user', content: 'Much.' }],
  };
  test.each([
    ['server-sent events', '/graphql', { query: stream, variables: { input } }],
    ['/v1', '/v1/chat/completions', chat],
  ])(
    'unread streams of %s are disconnected, and end',
    async (_name, path, body) => {
      const text = JSON.stringify(body);
      const head = `POST ${path} HTTP/1.1\r\n${host}\r\n${withKey()}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
      await attack(
        async () => {
          for (let count = 0; count < 2; count++) (await open()).write(head + text);
          await expect.poll(() => upstreamStreams, { timeout: 10_000 }).toBe(2);
          await expect.poll(() => upstreamStreams, { timeout: 20_000, interval: 200 }).toBe(0);
          const held = async (): Promise<number[]> => {
            const { generations, readers } = await stage.service.measure();
            return [generations, readers];
          };
          // The victim's own stream remains.
          await expect.poll(held, { timeout: 40_000, interval: 200 }).toEqual([1, 1]);
          // Ended generations are kept for a while, for readers that return.
        },
        300 * mib,
        100 * mib,
      );
    },
    90_000,
  );
});

describe('an invalid request gets an error message in JSON', () => {
  const post = (headers: string, body: string) =>
    `POST /graphql HTTP/1.1\r\n${host}\r\n${withKey()}\r\nConnection: close\r\n${headers}\r\n\r\n${body}`;
  const chunked = 'Content-Type: application/json\r\nTransfer-Encoding: chunked';
  const cases: [name: string, bytes: () => string | Buffer, status: number][] = [
    ['Host: [::', () => 'GET /graphql HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n', 400],
    [
      'Host: [:: as a POST',
      () => 'POST /graphql HTTP/1.1\r\nHost: [::\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      400,
    ],
    ['Host: %', () => 'GET /v1/models HTTP/1.1\r\nHost: %\r\nConnection: close\r\n\r\n', 400],
    ['no Host', () => 'GET /graphql HTTP/1.1\r\n\r\n', 400],
    ['//', () => `GET // HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 404],
    ['the target http://[::', () => `GET http://[:: HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 400],
    ['an absolute target', () => `GET http://other/graphql HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 401],
    [
      'a broken escape',
      () => `GET /graphql?query=%E0%A4%A HTTP/1.1\r\n${host}\r\n${withKey()}\r\nConnection: close\r\n\r\n`,
      200,
    ],
    [
      'a broken escape in a model',
      () => `GET /v1/models/%E0%A4%A HTTP/1.1\r\n${host}\r\n${withKey()}\r\nConnection: close\r\n\r\n`,
      404,
    ],
    ['a long URL', () => `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`, 431],
    ['many headers', () => `GET /healthz HTTP/1.1\r\n${host}\r\n${'a: b\r\n'.repeat(300)}\r\n`, 431],
    ['TRACE', () => `TRACE /graphql HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 405],
    ['PROPFIND', () => `PROPFIND /graphql HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 405],
    ['CONNECT', () => `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n\r\n`, 405],
    ['an unknown method', () => `MAKE /graphql HTTP/1.1\r\n${host}\r\n\r\n`, 400],
    ['a Content-Length that is none', () => post('Content-Length: x', ''), 400],
    ['two lengths', () => post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 400],
    ['an unknown Transfer-Encoding', () => post('Transfer-Encoding: gzip', ''), 400],
    ['a chunk that is none', () => post('Content-Type: application/json\r\nTransfer-Encoding: chunked', 'zz\r\n'), 400],
    [
      'a form without a length',
      () => post('Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
      411,
    ],
    ['an Expect that is unknown', () => post('Expect: the-unexpected\r\nContent-Length: 2', '{}'), 417],
    ['no JSON', () => post('Content-Type: application/json\r\nContent-Length: 8', '{"query"'), 400],
    ['a null byte', () => post('Content-Type: application/json\r\nContent-Length: 3', '\0\0\0'), 400],
    ['an unknown content type', () => post('Content-Type: image/png\r\nContent-Length: 2', '{}'), 415],
    [
      'an unsupported Accept',
      () => post('Accept: image/png\r\nContent-Type: application/json\r\nContent-Length: 2', '{}'),
      406,
    ],
    [
      'PUT',
      () => `PUT /graphql HTTP/1.1\r\n${host}\r\n${withKey()}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      405,
    ],
    ['two lengths that differ', () => post('Content-Length: 2\r\nContent-Length: 3', '{}'), 400],
    ['a length with a sign', () => post('Content-Length: +2', '{}'), 400],
    ['a header over two lines', () => post('X-Folded: a\r\n b\r\nContent-Length: 2', '{}'), 400],
    ['a blank before a colon', () => post('Content-Length : 2', '{}'), 400],
    ['a zero in a header', () => post('X-Odd: a\0b\r\nContent-Length: 2', '{}'), 400],
    ['a chunk with a negative size', () => post(chunked, '-1\r\n{}\r\n0\r\n\r\n'), 400],
    ['a chunk of more than there can be', () => post(chunked, `${'f'.repeat(17)}\r\n{}`), 400],
    ['chunk extensions without end', () => post(chunked, `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`), 413],
    ['a chunk without its line end', () => post(chunked, '2\r\n{}zz0\r\n\r\n'), 400],
    [
      'chunked twice',
      () => post('Content-Type: application/json\r\nTransfer-Encoding: chunked, chunked', '0\r\n\r\n'),
      400,
    ],
    ['TLS', () => Buffer.from('16030100f1010000ed0303', 'hex'), 400],
    ['garbage', () => '\x01\x02\x03\r\n\r\n', 400],
    [
      'not a WebSocket handshake',
      () => `GET /graphql HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      400,
    ],
    [
      'a WebSocket elsewhere',
      () => `GET /v1 HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      404,
    ],
  ];

  test.each(cases)('%s', async (_name, bytes, status) => {
    const answer = await answerTo(bytes());
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const body: unknown = JSON.parse(bodyOf(answer));
    expect(body).toSatisfy(
      (value: { error?: unknown; errors?: unknown }) => (value.error ?? value.errors) !== undefined,
    );
    expect(answer).not.toMatch(/\bat [\w.]+ \(|node_modules|file:\/\/|TypeError|ERR_|HPE_|Invalid URL/);
  });

  test('and the victim is not affected', async () => {
    expect(await stage.victim.report()).toMatchObject({ end: null });
  });

  /** Removes the framing of chunks. */
  function bodyOf(answer: string): string {
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    return body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
  }
});

describe('invalid frames', () => {
  const handshake = [
    'GET /graphql HTTP/1.1',
    host,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
  const mask = '00000000';

  test.each([
    ['with the first reserved bit', `c180${mask}`, 1002],
    ['with the third reserved bit', `9180${mask}`, 1002],
    ['without a mask', '8100', 1002],
    ['that continues no message', `8080${mask}`, 1002],
    ['of a second text within the first', `0181${mask}61`.repeat(2), 1002],
    ['of a ping in parts', `0980${mask}`, 1002],
    ['of a ping that is too long', `89fe007e${mask}`, 1002],
    ['of an unknown kind', `8380${mask}`, 1002],
    ['of a text that is not UTF-8', `8182${mask}ffff`, 1007],
    ['of a close with half a code', `8881${mask}03`, 1002],
    ['of a close with a reserved code', `8882${mask}03ed`, 1002],
    ['longer than a number can express', `81ffffffffffffffffff${mask}`, 1009],
  ])('%s: the connection is closed with a reason', async (_name, hex, code) => {
    const suffering = await stage.victim.during(async () => {
      const answer = await answerTo(Buffer.concat([Buffer.from(handshake), Buffer.from(hex, 'hex')]));
      expect(answer).toMatch(/^HTTP\/1\.1 101 /);
      const frames = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1');
      expect(frames[0]).toBe(0x88);
      expect(frames.readUInt16BE(2)).toBe(code);
    });
    expect(suffering.end).toBeNull();
  });
});

test('curl may offer HTTP/2, and gets the answer in HTTP/1.1', async () => {
  const answer = await answerTo(
    `GET /healthz HTTP/1.0\r\n${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
