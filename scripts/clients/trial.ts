import type { Stage } from './stage.ts';

/** One feature tried with one client: a row of the table. */
export type Trial = {
  client: string;
  version: string;
  /** The endpoint in Penstock's log of the generation, as `/v1/responses`. `schema.graphql` for a code generator. */
  endpoint: string;
  /** The protocol of the model that served. Null if no model was called. */
  dialect: string | null;
  tried: string;
  /** Null if it works. Otherwise one line that gives the problem. */
  problem: string | null;
};

/** Clients that are installed together. */
export type ClientKind = {
  name: string;
  /** Installs into `folder`, which is empty, and tries each client. Ends soon after `signal`. */
  tryAll: (place: Place) => Promise<readonly Trial[]>;
};

export type Place = { folder: string; stage: Stage; signal: AbortSignal };

export function notInstalled(client: string, problem: string): Trial {
  return { client, version: '', endpoint: '', dialect: null, tried: 'to install it', problem };
}
