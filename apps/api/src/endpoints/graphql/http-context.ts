import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { Begun } from './plain-operation.ts';

/** What the gate knows of a request, and what the short way has done of it. */
export type HttpContext = {
  req: IncomingMessage;
  res: ServerResponse;
  requestId: string;
  viewer: Viewer;
  begun: Begun | null;
  /** Whether the body is a list of operations. Set when it has been read. */
  isBatch?: boolean;
  /** Aborted when the caller has left: one for all operations of a list. */
  left?: AbortSignal;
};
