import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { writeProblemPage } from './problem-page.ts';

test('markup in a problem is shown as text', async () => {
  const server = createServer((_, response) => writeProblemPage(response, 403, `<b onload="x">'&`)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('&#60;b onload=&#34;x&#34;&#62;&#39;&#38;');
  server.closeAllConnections();
  server.close();
});
