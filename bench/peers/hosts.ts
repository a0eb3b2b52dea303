import { Child } from '../child.ts';
import { closeEndpoints, type Endpoint, type Facts } from './endpoints.ts';
import { installPortkey } from './install-portkey.ts';

/** The pace of the simulated upstream. */
export type UpstreamPace = { firstTokenMs: number; tokensPerSecond: number };

/** The processes of the endpoints, one per endpoint, in front of one upstream. */
export type Hosts = {
  childOf(endpoint: Endpoint): Child;
  /** The address of the upstream. */
  upstream: Facts;
};

/** Starts the hosts of these endpoints, runs `measure`, and stops them in any case. */
export async function withHosts<Result>(
  endpoints: readonly Endpoint[],
  pace: UpstreamPace,
  measure: (hosts: Hosts) => Promise<Result>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const started: Child[] = [];
  const start = async (name: string, wishes: Readonly<Record<string, string>>): Promise<Child> => {
    const child = await Child.start(name, wishes);
    started.unshift(child);
    return child;
  };
  try {
    const simulator = await start('simulator', {
      PACE_FIRST_TOKEN_MS: String(pace.firstTokenMs),
      PACE_TOKENS_PER_SECOND: String(pace.tokensPerSecond),
    });
    const upstreamUrl = simulator.facts.openaiUrl ?? '';
    const children = new Map<Endpoint['host'], Child>();
    for (const host of new Set(endpoints.map((endpoint) => endpoint.host))) {
      const wishes = { UPSTREAM_URL: upstreamUrl, DATABASE_URL: '', REDIS_URL: '', ...environment };
      children.set(
        host,
        await start(host, host === 'portkey' ? { ...wishes, PORTKEY_FILE: await installPortkey() } : wishes),
      );
    }
    const childOf = (endpoint: Endpoint): Child => {
      const child = children.get(endpoint.host);
      if (child === undefined) throw new Error(`The process '${endpoint.host}' was not started.`);
      return child;
    };
    return await measure({ childOf, upstream: { url: upstreamUrl } });
  } finally {
    await closeEndpoints();
    for (const child of started) await child.stop();
  }
}
