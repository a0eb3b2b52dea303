import type { ChatCall } from '@penstock/router';
import type { Generation } from './generation.ts';
import type { Caller, GenerationRequest } from './generation-request.ts';

/** What is known of a chat that later requests may refer to. */
export type KnownAnswer = Pick<
  Generation,
  'id' | 'status' | 'parts' | 'modelId' | 'finishReason' | 'failure' | 'tokens' | 'createdAtMs' | 'settledAtMs'
> & {
  request: Pick<GenerationRequest<ChatCall>, 'call' | 'thread'> & {
    caller: Pick<Caller, 'workspaceId' | 'metadata'>;
  };
};

/** Chats whose content is stored. */
export interface StoredAnswers {
  /**
   * Reads those of these ids that have ended and whose content is stored. `workspaceId`: null for every workspace. The
   * order is any. Images and files come without their bytes.
   */
  read(ids: readonly string[], workspaceId: string | null): Promise<readonly KnownAnswer[]>;

  /** Whether a generation has been noted as running, by any process, and has not ended. `workspaceId`: as of `read`. */
  isRunning(id: string, workspaceId: string | null): Promise<boolean>;
}
