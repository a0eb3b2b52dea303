import type { Stage } from './stage.ts';

/** One thing tried with one client: a row of the table. */
export type Trial = {
  client: string;
  version: string;
  /** Where Penstock logged the generation, as `/v1/responses`; `schema.graphql` for a generator of code. */
  endpoint: string;
  /** The protocol of the model that served. Null where none was called. */
  dialect: string | null;
  tried: string;
  /** Null: it works. Otherwise one line that says what happened. */
  problem: string | null;
};

/** Clients that are installed together. */
export type ClientKind = {
  name: string;
  /** Installs into `folder`, which is empty, and tries each. Ends soon after `signal`. */
  tryAll: (place: Place) => Promise<readonly Trial[]>;
};

export type Place = { folder: string; stage: Stage; signal: AbortSignal };

export function notInstalled(client: string, problem: string): Trial {
  return { client, version: '', endpoint: '', dialect: null, tried: 'to install it', problem };
}
