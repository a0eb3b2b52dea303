import { lookup as resolveName } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-addresses.ts';

/** An image by value; `data` in base64. */
export type FetchedImage = { mediaType: string; data: string };

const mostBytes = 20 * 1024 * 1024;
const mostRedirects = 3;
/** For all of it, redirects included. Milliseconds. */
const timeoutMs = 15_000;

/** The parts that a test replaces. */
export type FetchTools = { send: typeof requestSecure; lookup: LookupFunction };

/**
 * Fetches an image for a provider that takes images by value only. Only https addresses in the public Internet are
 * called, also after a redirect, and the call goes to the address that was checked. Rejects with one sentence for
 * anything else: more than 20 MiB, more than three redirects, 15 s, or a document that is no image.
 */
export async function fetchImage(
  url: string,
  signal: AbortSignal,
  tools: FetchTools = { send: requestSecure, lookup: lookUpPublic },
): Promise<FetchedImage> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let address = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await open(checked(address), limit, tools);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return readImage(response);
    response.destroy();
    address = URL.parse(headers.location, address)?.href ?? headers.location;
  }
  throw new Error(`its address redirects more than ${mostRedirects} times`);
}

function checked(address: string): URL {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') throw new Error('its address is not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new Error('its address lies in a private network');
  return url;
}

function open(url: URL, signal: AbortSignal, { send, lookup }: FetchTools): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'image/*', 'user-agent': 'penstock' };
    const request = send(url, { signal, lookup, headers, agent: false }, resolve);
    request.once('error', reject);
    request.end();
  });
}

async function readImage(response: IncomingMessage): Promise<FetchedImage> {
  const mediaType = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  try {
    if (response.statusCode !== 200) throw new Error(`its server answered ${response.statusCode}`);
    if (!/^image\/[\w.+-]{1,60}$/.test(mediaType)) throw new Error('its address leads to no image');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error('it is larger than 20 MiB');
      chunks.push(chunk);
    }
    return { mediaType, data: Buffer.concat(chunks).toString('base64') };
  } finally {
    response.destroy();
  }
}

/** Resolves a host name, and refuses it when any of its addresses is private. */
const lookUpPublic: LookupFunction = (host, options, callback) => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new Error('its address lies in a private network'), []);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};
