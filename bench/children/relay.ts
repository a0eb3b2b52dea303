// The minimum for comparison: a relay on undici that only forwards bytes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { reportToParent } from './reporting.ts';

const upstream = new URL(process.env.UPSTREAM_URL ?? '');
const pool = new Pool(upstream.origin, { connections: 4_096 });

const server = createServer((request, response) => {
  const path = `${upstream.pathname}${request.url ?? ''}`;
  const headers = { 'content-type': 'application/json', authorization: 'Bearer relay' };
  pool
    .stream({ path, method: 'POST', headers, body: request, opaque: response }, ({ statusCode, headers: answered }) => {
      response.writeHead(statusCode, { 'content-type': String(answered['content-type']) });
      return response;
    })
    .catch(() => response.destroy());
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  reportToParent({ url: `http://127.0.0.1:${port}` }, async () => {
    server.closeAllConnections();
    await pool.destroy();
  });
});
// A clean exit, so that Node saves its compile cache.
process.on('SIGTERM', () => process.exit(0));
