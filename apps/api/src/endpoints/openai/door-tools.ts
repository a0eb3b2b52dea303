import type { Catalog, HealthView } from '@penstock/router';
import type { Access } from '../../access/access.ts';
import type { Generations } from '../../generation/generations.ts';
import type { ErrorLog } from './to-door-error.ts';

/** What the door needs from around it. */
export type DoorTools = {
  generations: Generations;
  access: Access;
  health: HealthView;
  log: ErrorLog;
  /** The largest body of a request. */
  bodyBytes: number;
  /** The catalog in force at this moment. */
  catalog(): Catalog;
  /** The named chains over it. */
  chains(): readonly { name: string; modelIds: readonly string[] }[];
};
