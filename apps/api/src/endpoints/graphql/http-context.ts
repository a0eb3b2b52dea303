import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { Begun } from './plain-operation.ts';

/** The facts of a request from the gate, and the work that the fast path has done for it. */
export type HttpContext = {
  req: IncomingMessage;
  res: ServerResponse;
  requestId: string;
  viewer: Viewer;
  begun: Begun | null;
  /** Whether the body is a list of operations. Set when it has been read. */
  isBatch?: boolean;
  /** Aborted when the caller has left. All operations of a list share it. */
  left?: AbortSignal;
};
