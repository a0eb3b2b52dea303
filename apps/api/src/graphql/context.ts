import type { Viewer } from '../access/viewer.ts';
import type { UncheckedAttribution } from '../generation/input/attribution.ts';
import type { MutationAudit } from './audit/mutation-audit.ts';
import type { Turns } from './execution/turns.ts';
import type { ContentBudget } from './generation/content-budget.ts';
import type { Services } from './services.ts';

/** The context of every resolver: one per operation, also for a long one such as a subscription. */
export type GraphqlContext = {
  viewer: Viewer;
  services: Services;
  /** The id of the HTTP request, or of the request that opened the WebSocket. */
  requestId: string;
  /** Reads the caller's network address; null if the connection has ended. On a new connection it is a system call. */
  readAddress(): string | null;
  /** The request's headers about its end user, session and tags, unchecked, and about the caller's program. */
  attribution?:
    | (UncheckedAttribution & { client?: string | null; clientSession?: string; traceparent?: string })
    | null;
  /** Aborted when the caller disconnects. */
  signal: AbortSignal;
  /** Set by the engine for a long operation: its root fields wait here for their turns. */
  turns?: Turns | null;
  /** How much stored content the operation may read. Set by the engine for queries and mutations. */
  content?: ContentBudget | null;
  /** The audit entry of the running mutation (`auditOf`). Set by the schema for audited mutations. */
  mutationAudit?: MutationAudit | null;
};
