import type { ApiLocation } from '../env.ts';

/** The request header that passes the nonce of scripts to pages. */
export const nonceHeader = 'x-nonce';

export type PolicyFacts = {
  nonce: string;
  api: ApiLocation;
  /** The host that served the page, without a port. */
  hostname: string;
  isDevelopment: boolean;
};

/**
 * The permissions of a page: run its own scripts, and call the API. Styles are inline, because Mantine writes them so.
 */
export function contentSecurityPolicy({ nonce, api, hostname, isDevelopment }: PolicyFacts): string {
  return [
    "default-src 'none'",
    // React's development mode evaluates text.
    `script-src 'self' ${scriptSource(nonce)}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${apiSources(api, hostname).join(' ')}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The operator's policy. `{script}` in it stands for the source of the page's scripts. */
export function fillPolicy(policy: string, nonce: string): string {
  return policy.replaceAll('{script}', scriptSource(nonce));
}

/** Scripts of a page may load further scripts. */
function scriptSource(nonce: string): string {
  return `'nonce-${nonce}' 'strict-dynamic'`;
}

/** The API by HTTP and WebSocket. On the page's own host, with the page's scheme. */
function apiSources(api: ApiLocation, hostname: string): readonly string[] {
  if (api.type === 'same-host') {
    return ['http', 'ws', 'https', 'wss'].map((scheme) => `${scheme}://${hostname}:${api.port}`);
  }
  const { origin } = new URL(api.url);
  return [origin, origin.replace(/^http/, 'ws')];
}
