import { lookup as resolveName } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { readImageMediaType } from '../http/image-media-type.ts';
import { type OutgoingProxies, proxyOf } from '../http/outgoing-proxy.ts';
import { openTunnel, TunnelError } from './open-tunnel.ts';
import { isPrivateAddress } from './private-addresses.ts';

/** An image by value; `data` in base64. */
export type FetchedImage = { mediaType: string; data: string };

/** Why an image cannot be fetched, as the end of a sentence. */
export class FetchImageError extends Error {
  override name = 'FetchImageError';
}

/** The remaining bytes for images of one request. Changed as they arrive. */
export type ImageBudget = { bytesLeft: number };

/** The maximum bytes of one image, and of all images of one request. */
const mostBytes = 20 * 1024 * 1024;
const mostBytesTogether = 50 * 1024 * 1024;
const mostRedirects = 3;
/** Timeout for the whole fetch, redirects included. Milliseconds. */
const timeoutMs = 15_000;

/** The proxies of the operator, and the parts that a test replaces. */
export type FetchTools = { send: typeof requestSecure; lookup: LookupFunction; proxies: OutgoingProxies | null };

/** The fetch functions for a provider's images. */
export function fetchTools(proxies: OutgoingProxies | null): FetchTools {
  return { send: requestSecure, lookup: lookUpPublic, proxies };
}

/** The budget of one request. */
export function imageBudget(): ImageBudget {
  return { bytesLeft: mostBytesTogether };
}

/**
 * Fetches an image for a provider that accepts images only by value. Calls only https addresses in the public Internet,
 * also after a redirect. The call goes to the checked address, also through a proxy. The image type is read from its
 * bytes. Rejects with a `FetchImageError` otherwise: more than 20 MiB, more than three redirects, 15 s, or a document
 * that is not an image.
 */
export async function fetchImage(
  url: string,
  signal: AbortSignal,
  budget: ImageBudget = imageBudget(),
  tools: FetchTools = fetchTools(null),
): Promise<FetchedImage> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await follow(url, limit, budget, tools);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FetchImageError) throw error;
    if (error instanceof TunnelError) throw new FetchImageError(error.message);
    throw new FetchImageError(limit.aborted ? `it did not arrive within ${timeoutMs / 1000} s` : whyOf(error), {
      cause: error,
    });
  }
}

async function follow(url: string, signal: AbortSignal, budget: ImageBudget, tools: FetchTools): Promise<FetchedImage> {
  let address = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await open(checked(address), signal, tools);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return readImage(response, budget);
    response.destroy();
    address = URL.parse(headers.location, address)?.href ?? headers.location;
  }
  throw new FetchImageError(`its address redirects more than ${mostRedirects} times`);
}

function checked(address: string): URL {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') throw new FetchImageError('its address is not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new FetchImageError(isPrivate);
  return url;
}

const isPrivate = 'its address is in a private network';

async function open(url: URL, signal: AbortSignal, { send, lookup, proxies }: FetchTools): Promise<IncomingMessage> {
  const proxy = proxyOf(url, proxies);
  // A proxy resolves names in its own network, so it gets the checked address.
  const target = proxy === null ? null : { address: await addressOf(url, lookup), port: url.port || '443' };
  const socket = proxy === null || target === null ? undefined : await openTunnel(proxy, target, signal);
  return new Promise((resolve, reject) => {
    const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'penstock' };
    const request = send(url, { signal, lookup, headers, agent: false, ...(socket && { socket }) }, resolve);
    request.once('error', reject);
    request.end();
  });
}

/** The address of a host, IPv4 first, because few proxies reach IPv6 addresses. */
function addressOf({ hostname }: URL, lookup: LookupFunction): Promise<string> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return Promise.resolve(host);
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : (found ?? []);
      const address = (addresses.find(({ family }) => family === 4) ?? addresses[0])?.address;
      if (error !== null || address === undefined) reject(error ?? new FetchImageError('its host has no address'));
      else resolve(address);
    });
  });
}

/** Storage servers send `application/octet-stream`, or no type. */
const maybeImage = /^(?:image\/.*|application\/octet-stream|binary\/octet-stream|)$/;

async function readImage(response: IncomingMessage, budget: ImageBudget): Promise<FetchedImage> {
  const stated = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  try {
    if (response.statusCode !== 200) throw new FetchImageError(`its server answered ${response.statusCode}`);
    if (!maybeImage.test(stated)) throw new FetchImageError(`its address leads to ${stated}, which is not an image`);
    const bytes = await readBytes(response, budget);
    const mediaType = readImageMediaType(bytes);
    if (mediaType === null) throw new FetchImageError('it is not a PNG, JPEG, GIF, WebP, BMP, HEIC or AVIF');
    return { mediaType, data: bytes.toString('base64') };
  } finally {
    response.destroy();
  }
}

async function readBytes(response: IncomingMessage, budget: ImageBudget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    budget.bytesLeft -= chunk.length;
    if (bytes > mostBytes) throw new FetchImageError('it is larger than 20 MiB');
    if (budget.bytesLeft < 0) throw new FetchImageError('the images of the request are larger than 50 MiB together');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(?:ENOTFOUND|EAI_\w+)$/.test(code)) return 'the host of its address is not known';
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return 'the certificate of its server is not valid';
  return 'the connection to its server failed';
}

/** Resolves a host name, and refuses it if any of its addresses is private. */
const lookUpPublic: LookupFunction = (host, options, callback) => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new FetchImageError(isPrivate), []);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};
