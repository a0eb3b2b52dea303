import type { Endpoint } from './endpoint.ts';

/** The endpoint of a request, and the path below that endpoint. */
export type Route = { endpoint: Endpoint; rest: string };

/** Finds the endpoint of a path. */
export interface Routes {
  find(path: string): Route;
}

/** One endpoint must have the path `/*`. Throws if none does, or if two have the same path. */
export function createRoutes(endpoints: readonly Endpoint[]): Routes {
  const exact = new Map<string, Route>();
  const below: { prefix: string; endpoint: Endpoint }[] = [];
  for (const endpoint of endpoints) {
    const { path } = endpoint;
    if (path.endsWith('/*')) below.push({ prefix: path.slice(0, -1), endpoint });
    else if (exact.has(path)) throw new Error(`Two endpoints have the path ${path}.`);
    else exact.set(path, { endpoint, rest: '' });
  }
  below.sort((one, other) => other.prefix.length - one.prefix.length);
  const last = below.at(-1);
  if (last?.prefix !== '/') throw new Error('No endpoint has the path /*.');
  return {
    find(path) {
      const route = exact.get(path);
      if (route !== undefined) return route;
      const { prefix, endpoint } = below.find((one) => `${path}/`.startsWith(one.prefix)) ?? last;
      return { endpoint, rest: path.slice(prefix.length) };
    },
  };
}

/**
 * The path of a request's target, without query and trailing slash. A base URL that ends with a slash doubles the slash
 * before `v1`; both count as one.
 */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  const path = (end === -1 ? url : url.slice(0, end)).replace(/^\/{2,}/, '/');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A proxy may send the whole URL as the target (RFC 9112, section 3.2.2); only its path is used. */
export function toOriginForm(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
