import { createHmac } from 'node:crypto';
import { lookup as resolveName } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress, type OutgoingProxies, openProxyAgent, proxyOf } from '@penstock/providers';
import { request } from 'undici';

/** The target of alerts. */
export type Webhook = {
  url: string;
  /** Signs the body. */
  secret: string;
  /** Whether the address may be in a private network. */
  allowsPrivate: boolean;
  /** Proxies of the call, which then resolve the address. Null: none. */
  proxies: OutgoingProxies | null;
};

const timeoutMs = 10_000;

/** Thrown when a retry cannot help. */
export class WebhookAddressError extends Error {
  override name = 'WebhookAddressError';
}

/**
 * Posts a signed JSON body. `x-penstock-signature` is `sha256=` and the HMAC-SHA256, in hex, of `x-penstock-timestamp`
 * (epoch seconds), a full stop and the body. Redirects are not followed. Rejects unless the response is a success, and
 * with a `WebhookAddressError` for a private address that is not allowed. The request goes to the address that was
 * checked.
 */
export async function postWebhook(webhook: Webhook, deliveryId: string, body: string, nowMs: number): Promise<void> {
  const url = new URL(webhook.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!webhook.allowsPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refusal(host, host);
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', webhook.secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'penstock',
    'x-penstock-delivery': deliveryId,
    'x-penstock-timestamp': timestamp,
    'x-penstock-signature': `sha256=${signature}`,
  };
  const proxy = proxyOf(url, webhook.proxies);
  const status =
    proxy === null ? await postDirectly(url, webhook, headers, body) : await postThrough(proxy, url, headers, body);
  if (status < 200 || status > 299) throw new Error(`The webhook at ${url.host} answered ${status}.`);
}

type Headers = Readonly<Record<string, string>>;

function postDirectly(url: URL, { allowsPrivate }: Webhook, headers: Headers, body: string): Promise<number> {
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise<number>((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const options = {
      method: 'POST',
      headers,
      signal,
      agent: false,
      lookup: allowsPrivate ? undefined : lookUpPublic,
    };
    const outgoing = send(url, options as Parameters<typeof requestPlain>[1] & object, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function postThrough(proxy: string, url: URL, headers: Headers, body: string): Promise<number> {
  const dispatcher = openProxyAgent(proxy, timeoutMs, { connections: 1 });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode } = await request(url, { method: 'POST', headers, body, signal, dispatcher });
    return statusCode;
  } finally {
    await dispatcher.destroy();
  }
}

/** Resolves a host name, and refuses it if any of its addresses is private. */
const lookUpPublic: LookupFunction = (host, options, callback) => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const inside = addresses.find(({ address }) => isPrivateAddress(address));
    if (inside !== undefined) return callback(refusal(host, inside.address), []);
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};

function refusal(host: string, address: string): WebhookAddressError {
  const means = host === address ? '' : ` (${address})`;
  return new WebhookAddressError(
    `The webhook at ${host}${means} is in a private network: set PENSTOCK_ALERT_PRIVATE=true to allow it.`,
  );
}
