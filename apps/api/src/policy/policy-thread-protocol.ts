import type { PolicyText, ReadPolicy } from './parse-policy-text.ts';
import type { ValidatedPolicy, Validation } from './validate-policy-text.ts';

/** A task of the thread. */
export type PolicyTask = { type: 'read'; text: PolicyText } | { type: 'validate'; validation: Validation };

/** `ready` comes once, another one for each task. `failed`: an error of ours. */
export type PolicyReply =
  | { type: 'ready' }
  | { type: 'read'; read: ReadPolicy }
  | { type: 'validated'; validated: ValidatedPolicy }
  | { type: 'failed'; error: unknown };
