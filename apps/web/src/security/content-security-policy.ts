/** The request header that passes the nonce of scripts to pages. */
export const nonceHeader = 'x-nonce';

export type PolicyFacts = {
  nonce: string;
  /** The host that served the page, including a port if any. */
  host: string;
  isDevelopment: boolean;
};

/**
 * The permissions of a page: run its own scripts, and call the API on its own origin. Inline styles are allowed,
 * because Mantine writes them.
 */
export function contentSecurityPolicy({ nonce, host, isDevelopment }: PolicyFacts): string {
  return [
    "default-src 'none'",
    // React's development mode evaluates text.
    `script-src 'self' ${scriptSource(nonce)}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // Older browsers do not count a WebSocket of the same host as 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The operator's policy. `{script}` in it is replaced by the source of the page's scripts. */
export function fillPolicy(policy: string, nonce: string): string {
  return policy.replaceAll('{script}', scriptSource(nonce));
}

/** Scripts of a page may load further scripts. */
function scriptSource(nonce: string): string {
  return `'nonce-${nonce}' 'strict-dynamic'`;
}
