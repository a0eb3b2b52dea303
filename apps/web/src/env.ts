/** The settings of the console. */
export type Environment = {
  /** `WEB_PORT`, default 3000. */
  webPort: number;
  /** `HOST`: the address that the console listens on; null for all. */
  host: string | null;
  /** The API's address for browsers. */
  api: ApiLocation;
  /** `PENSTOCK_HSTS_SECONDS`: `max-age` of `Strict-Transport-Security`. Default 0: no header. */
  hstsSeconds: number;
  /** `PENSTOCK_CSP`: replaces the console's own policy; null keeps it. */
  contentSecurityPolicy: string | null;
};

/**
 * Either a fixed address (`PENSTOCK_API_URL`), or a port (`PORT`, default 4000) of the host that served the console.
 */
export type ApiLocation = { type: 'address'; url: string } | { type: 'same-host'; port: number };

/** The variable that passes `PORT` to the console's server. Next sets `PORT` to the port that it listens on itself. */
export const apiPortVariable = 'PENSTOCK_API_PORT';

/**
 * Reads the console's environment variables at runtime, so one build serves every installation. Throws an Error that
 * names the wrong variable and its expected value.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return {
    webPort: readPort(variables, 'WEB_PORT', 3000),
    host: variables.HOST?.trim() || null,
    api: readApiLocation(variables),
    hstsSeconds: readSeconds(variables, 'PENSTOCK_HSTS_SECONDS'),
    contentSecurityPolicy: variables.PENSTOCK_CSP?.trim() || null,
  };
}

/** Whether Next serves the console for its developers. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development';
}

function readApiLocation(variables: Readonly<Record<string, string | undefined>>): ApiLocation {
  const url = variables.PENSTOCK_API_URL?.trim();
  if (!url) {
    const name = variables[apiPortVariable] ? apiPortVariable : 'PORT';
    return { type: 'same-host', port: readPort(variables, name, 4000) };
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    // The text before an @ is a password.
    const shown = url.includes('@') ? 'PENSTOCK_API_URL is not valid' : `PENSTOCK_API_URL is '${url}'`;
    throw new Error(`${shown}: it must be an address such as https://gateway.example.com.`);
  }
  return { type: 'address', url: url.replace(/(?<!\/)\/+$/, '').replace(/\/graphql$/, '') };
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
