import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { postWebhook } from './post-webhook.ts';

it('goes through the proxy, which resolves the address, but not to an excluded host', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-penstock-delivery']}`);
    request.resume().once('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const http = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const webhook = { url: 'http://hooks.invalid/a', secret: 'a secret', allowsPrivate: false };
  await postWebhook({ ...webhook, proxies: { http, https: null, except: [] } }, 'd1', '{}', 0);
  expect(asked).toEqual(['POST http://hooks.invalid/a d1']);
  const direct = postWebhook({ ...webhook, proxies: { http, https: null, except: ['.invalid'] } }, 'd2', '{}', 0);
  await expect(direct).rejects.toThrow('hooks.invalid');
  expect(asked).toHaveLength(1);
  proxy.close();
});
