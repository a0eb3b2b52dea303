import type { Viewer } from '../access/viewer.ts';
import type { UncheckedAttribution } from '../generation/input/attribution.ts';
import type { MutationAudit } from './audit/mutation-audit.ts';
import type { Turns } from './execution/turns.ts';
import type { ContentBudget } from './generation/content-budget.ts';
import type { Services } from './services.ts';

/** What every resolver is given: one per operation, also for one that runs as long as a subscription. */
export type GraphqlContext = {
  viewer: Viewer;
  services: Services;
  /** Of the HTTP request, or of the one that opened the WebSocket. */
  requestId: string;
  /** The caller's network address; null where the connection has ended. */
  address: string | null;
  /** What the headers of the request say of its end user, session and tags, as it came, and of the caller's program. */
  attribution?:
    | (UncheckedAttribution & { client?: string | null; clientSession?: string; traceparent?: string })
    | null;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
  /** Where the operation is long: its root fields wait for their turns here. Set by the engine. */
  turns?: Turns | null;
  /** What the operation may read of stored content. Set by the engine for queries and mutations. */
  content?: ContentBudget | null;
  /** The audit entry of the running mutation (`auditOf`). Set by the schema for audited mutations. */
  mutationAudit?: MutationAudit | null;
};
