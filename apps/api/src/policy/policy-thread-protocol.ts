import type { PolicyText, ReadPolicy } from './parse-policy-text.ts';
import type { ValidatedPolicy, Validation } from './validate-policy-text.ts';

/** A task for the thread. */
export type PolicyTask = { type: 'read'; text: PolicyText } | { type: 'validate'; validation: Validation };

/** `ready` is sent once at the start, and another reply for each task. `failed`: an internal error. */
export type PolicyReply =
  | { type: 'ready' }
  | { type: 'read'; read: ReadPolicy }
  | { type: 'validated'; validated: ValidatedPolicy }
  | { type: 'failed'; error: unknown };
