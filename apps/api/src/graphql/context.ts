import type { Viewer } from '../access/viewer.ts';
import type { Services } from './services.ts';

/** What every resolver is given: one per operation, also for one that runs as long as a subscription. */
export type GraphqlContext = {
  viewer: Viewer;
  services: Services;
  /** Aborted when whoever asked is gone. */
  signal: AbortSignal;
};
