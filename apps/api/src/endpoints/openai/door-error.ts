/** OpenAI's names for kinds of errors; its clients read `code` first. */
export type DoorErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'server_error';

export type DoorErrorFacts = {
  /** HTTP status, where headers have not gone out yet. */
  status: number;
  type: DoorErrorType;
  /** As `model_not_found`; null where the type says it all. */
  code: string | null;
  message: string;
  /** The body's field that is wrong, as `messages[0].role`. Default: none. */
  param?: string | null;
  /** Headers of the answer: `retry-after`, those that name the generation. Default: none. */
  headers?: Readonly<Record<string, string>>;
};

/** What a client of this door is told when something went wrong, in OpenAI's shape. */
export class DoorError extends Error {
  override readonly name = 'DoorError';
  readonly status: number;
  readonly type: DoorErrorType;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(facts: DoorErrorFacts) {
    super(facts.message);
    this.status = facts.status;
    this.type = facts.type;
    this.code = facts.code;
    this.param = facts.param ?? null;
    this.headers = facts.headers ?? {};
  }

  /** `{"error":{"message":…,"type":…,"param":…,"code":…}}`. */
  toText(): string {
    const { message, type, param, code } = this;
    return JSON.stringify({ error: { message, type, param, code } });
  }
}
