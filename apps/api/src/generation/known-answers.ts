import type { ChatCall } from '@penstock/router';
import type pg from 'pg';
import type { Generation } from './generation.ts';
import type { Caller, Delivery, GenerationRequest } from './generation-request.ts';

/** What is known of a chat that later requests may refer to. */
export type KnownAnswer = Pick<
  Generation,
  'id' | 'status' | 'parts' | 'modelId' | 'finishReason' | 'failure' | 'tokens' | 'createdAtMs' | 'settledAtMs'
> & {
  request: Pick<GenerationRequest<ChatCall>, 'call' | 'thread'> & {
    caller: Pick<Caller, 'workspaceId' | 'metadata'>;
    delivery: Pick<Delivery, 'isDetached'>;
  };
};

/** Chats whose content is stored. */
export interface StoredAnswers {
  /**
   * Reads those of these ids that have ended and whose content is stored. `workspaceId`: null for every workspace. The
   * order is any. Images and files come without their bytes.
   */
  read(ids: readonly string[], workspaceId: string | null): Promise<readonly KnownAnswer[]>;

  /**
   * Removes what was asked and answered from an ended one, whose record stays. `alongside`: in the same transaction. False
   * where it is not recorded. `workspaceId`: as of `read`.
   */
  remove(id: string, workspaceId: string | null, alongside: (client: pg.ClientBase) => Promise<void>): Promise<boolean>;

  /** Whether a generation has been noted as running, by any process, and has not ended. `workspaceId`: as of `read`. */
  isRunning(id: string, workspaceId: string | null): Promise<boolean>;
}
