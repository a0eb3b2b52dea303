import { PromptCache } from './answer/prompt-cache.ts';
import type { DialectName } from './dialects/dialect.ts';
import { dialectByName } from './dialects/dialects.ts';
import { defaultPace, type Pace } from './pace/pace.ts';
import { TimingWheel } from './pace/timing-wheel.ts';
import { RequestLog } from './request-log.ts';
import type { SeenRequest } from './seen-request.ts';
import { listen } from './server.ts';

export type SimulatorOptions = {
  /** 0 takes a free one. Default 0. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** For every model that does not bring its own pace in its name or in the request's headers. */
  pace?: Partial<Pace>;
  /** How many requests the log keeps. Default 10,000. */
  rememberedRequests?: number;
};

/** A fake upstream on a real socket. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The base address of a dialect, as a provider's `base_url` wants it: `…/openai/v1`, `…/anthropic/v1`. */
  baseUrl(dialect: DialectName): string;
  /** The most recent requests, oldest first (the last 10,000). */
  requests(): readonly SeenRequest[];
  /** Requests that are being answered at this moment, silent and stalled ones among them. */
  openStreams(): number;
  /** Forgets the requests seen so far. */
  clear(): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** Starts a simulator. Rejects where the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', pace = {}, rememberedRequests = 10_000 } = options;
  const wheel = new TimingWheel();
  const log = new RequestLog(rememberedRequests);
  const cache = new PromptCache();
  const server = await listen({ pace: { ...defaultPace, ...pace }, wheel, log, cache }, host, port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  return {
    url,
    baseUrl: (dialect) => url + dialectByName(dialect).basePath,
    requests: () => log.list(),
    openStreams: server.openExchanges,
    clear: () => {
      log.clear();
      cache.clear();
    },
    close: async () => {
      wheel.stop();
      await server.close();
    },
  };
}
