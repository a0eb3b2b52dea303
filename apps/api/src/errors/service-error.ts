import type { ErrorCode } from './error-codes.ts';

export type ServiceErrorFacts = {
  /** The wrong member of the request, in its protocol's form: `input.messages.0.role`, `messages[0].role`. */
  field?: string | null;
  /** Further facts for the caller, such as `generationId` and `attempts`. GraphQL shows them in `extensions`. */
  details?: Readonly<Record<string, unknown>>;
  /** Headers of the HTTP response, such as `retry-after`. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/**
 * A request that cannot be served. The message is one sentence for the caller, without stack, secret or text of a
 * library. The code determines its name in each protocol (`error-codes.ts`).
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

/**
 * An error in one field of the caller's input. `problem` states the error and a valid form; it follows the field's
 * name.
 */
export class InputError extends ServiceError {
  constructor(field: string, problem: string) {
    super('BAD_USER_INPUT', `${field} ${problem}${/[.?]$/.test(problem) ? '' : '.'}`, { field });
  }
}
