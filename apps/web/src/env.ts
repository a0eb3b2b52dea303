/** The settings of the console. */
export type Environment = {
  /** `WEB_PORT`, default 3000. */
  webPort: number;
  /** `HOST`: the address that the console listens on; null for all. */
  host: string | null;
  /**
   * `PENSTOCK_API_URL`: the address at which the console's server reaches the API. Default: `PORT` (4000) on its own
   * host.
   */
  apiUrl: string;
  /**
   * The path of `OIDC_REDIRECT_URL`, to which an identity provider sends the browser back. Default `/session/callback`.
   */
  signInPath: string;
  /** `PENSTOCK_HSTS_SECONDS`: `max-age` of `Strict-Transport-Security`. Default 0: no header. */
  hstsSeconds: number;
  /** `PENSTOCK_CSP`: replaces the console's own policy; null keeps it. */
  contentSecurityPolicy: string | null;
};

/**
 * Reads the console's environment variables at runtime, so that one build works for every installation. Throws an Error
 * that names the wrong variable and its expected value.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return {
    webPort: readPort(variables, 'WEB_PORT', 3000),
    host: variables.HOST?.trim() || null,
    apiUrl: readApiUrl(variables),
    signInPath: readPath(variables.OIDC_REDIRECT_URL) ?? '/session/callback',
    hstsSeconds: readSeconds(variables, 'PENSTOCK_HSTS_SECONDS'),
    contentSecurityPolicy: variables.PENSTOCK_CSP?.trim() || null,
  };
}

/** Whether Next serves the console in development mode. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development';
}

function readApiUrl(variables: Readonly<Record<string, string | undefined>>): string {
  const url = variables.PENSTOCK_API_URL?.trim();
  if (!url) return `http://${reachableHost(variables.HOST?.trim() ?? '')}:${readPort(variables, 'PORT', 4000)}`;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    // The text before an @ is a password.
    const shown = url.includes('@') ? 'PENSTOCK_API_URL is not valid' : `PENSTOCK_API_URL is '${url}'`;
    throw new Error(`${shown}: it must be an address such as http://gateway.internal:4000.`);
  }
  return url.replace(/(?<!\/)\/+$/, '').replace(/\/graphql$/, '');
}

/** The address of a server on `host`, as this machine reaches it. */
function reachableHost(host: string): string {
  if (host === '' || host === '::' || host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The API checks the address and reports its faults. */
function readPath(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url.trim()) ? new URL(url.trim()).pathname : null;
}

function readPort(variables: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const text = variables[name]?.trim();
  if (!text) return fallback;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new Error(`${name} is '${text}': it must be a port, 1 to 65535.`);
  }
  return port;
}

function readSeconds(variables: Readonly<Record<string, string | undefined>>, name: string): number {
  const text = variables[name]?.trim() || '0';
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} is '${text}': it must be a number of seconds, 0 to 999999999.`);
  return Number(text);
}
