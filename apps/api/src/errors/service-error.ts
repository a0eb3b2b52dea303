import type { ErrorCode } from './error-codes.ts';

export type ServiceErrorFacts = {
  /** The member of the request that is wrong, as its protocol writes it: `input.messages.0.role`, `messages[0].role`. */
  field?: string | null;
  /** More for the caller, as `generationId` and `attempts`. GraphQL shows it in `extensions`. */
  details?: Readonly<Record<string, unknown>>;
  /** Headers of the HTTP response, as `retry-after`. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/**
 * A request that cannot be served. The message is one sentence for the caller: no stack, no secret, no text of a
 * library. The code decides how each protocol names it (`error-codes.ts`).
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    { field = null, details = {}, headers = {}, cause }: ServiceErrorFacts = {},
  ) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.field = field;
    this.details = details;
    this.headers = headers;
  }
}

/** What a caller got wrong in one field. `problem` says what is wrong and what would be right, to be read after the field. */
export class InputError extends ServiceError {
  constructor(field: string, problem: string) {
    super('BAD_USER_INPUT', `${field} ${problem}${/[.?]$/.test(problem) ? '' : '.'}`, { field });
  }
}
