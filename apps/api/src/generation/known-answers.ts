import type { ChatCall } from '@penstock/router';
import type pg from 'pg';
import type { Generation } from './generation.ts';
import type { Caller, Delivery, GenerationRequest } from './generation-request.ts';

/** The facts of a chat that later requests may refer to. */
export type KnownAnswer = Pick<
  Generation,
  | 'id'
  | 'status'
  | 'parts'
  | 'modelId'
  | 'finishReason'
  | 'providerMetadata'
  | 'failure'
  | 'tokens'
  | 'createdAtMs'
  | 'settledAtMs'
> & {
  request: Pick<GenerationRequest<ChatCall>, 'call' | 'thread'> & {
    caller: Pick<Caller, 'workspaceId' | 'metadata'>;
    delivery: Pick<Delivery, 'isDetached'>;
  };
};

/** Chats whose content is stored. */
export interface StoredAnswers {
  /**
   * Reads the chats of these ids that have ended and whose content is stored, in any order. `workspaceId` null: every
   * workspace. Images and files come without their bytes.
   */
  read(ids: readonly string[], workspaceId: string | null): Promise<readonly KnownAnswer[]>;

  /**
   * Removes the content of an ended chat; its record stays. `alongside` runs in the same transaction. False if the chat
   * is not recorded. `workspaceId`: as in `read`.
   */
  remove(id: string, workspaceId: string | null, alongside: (client: pg.ClientBase) => Promise<void>): Promise<boolean>;

  /** Whether any process has noted a generation as running that has not ended. `workspaceId`: as in `read`. */
  isRunning(id: string, workspaceId: string | null): Promise<boolean>;
}
