/** The name of a failure in each protocol. */
export type ErrorRow = {
  /** HTTP status, if the headers are not sent yet. */
  status: number;
  /** `extensions.code` of GraphQL. */
  graphql: PublicCode;
  /** OpenAI's `error.type` and `error.code`. Its clients read `code` first. */
  openai: { type: OpenaiErrorType; code: string | null };
  /** `error.code` of a response of `/v1/responses` that failed after it began. */
  responses: ResponseErrorCode;
  /** Anthropic's `error.type`. */
  anthropic: AnthropicErrorType;
};

/** The public values of `extensions.code`. */
export type PublicCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BUDGET_EXCEEDED'
  | 'RATE_LIMITED'
  | 'NO_MODEL_AVAILABLE'
  | 'ALL_MODELS_FAILED'
  | 'CONTENT_FILTERED'
  | 'CONTEXT_LENGTH_EXCEEDED'
  | 'INVALID_RESPONSE'
  | 'CANCELLED'
  | 'INTERRUPTED'
  | 'INTERNAL';

export type OpenaiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'server_error';

export type ResponseErrorCode =
  | 'server_error'
  | 'rate_limit_exceeded'
  | 'invalid_prompt'
  | 'insufficient_quota'
  | 'context_length_exceeded';

export type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'timeout_error'
  | 'overloaded_error';

/**
 * The table of all failures, with their names in each protocol. `graphql` is the code itself, except for failures of
 * HTTP.
 */
const rows = {
  BAD_USER_INPUT: row(400, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error', 'invalid_prompt'),
  UNAUTHENTICATED: row(401, 'UNAUTHENTICATED', 'authentication_error', 'invalid_api_key', 'authentication_error'),
  BUDGET_EXCEEDED: row(
    402,
    'BUDGET_EXCEEDED',
    'insufficient_quota',
    'budget_exceeded',
    'billing_error',
    'insufficient_quota',
  ),
  FORBIDDEN: row(403, 'FORBIDDEN', 'invalid_request_error', null, 'permission_error'),
  NOT_FOUND: row(404, 'NOT_FOUND', 'invalid_request_error', 'not_found', 'not_found_error'),
  CONFLICT: row(409, 'CONFLICT', 'invalid_request_error', 'conflict', 'invalid_request_error'),
  RATE_LIMITED: row(
    429,
    'RATE_LIMITED',
    'rate_limit_error',
    'rate_limit_exceeded',
    'rate_limit_error',
    'rate_limit_exceeded',
  ),
  CONTENT_FILTERED: row(
    400,
    'CONTENT_FILTERED',
    'invalid_request_error',
    'content_filter',
    'invalid_request_error',
    'invalid_prompt',
  ),
  CONTEXT_LENGTH_EXCEEDED: row(
    400,
    'CONTEXT_LENGTH_EXCEEDED',
    'invalid_request_error',
    'context_length_exceeded',
    'invalid_request_error',
    'context_length_exceeded',
  ),
  NO_MODEL_AVAILABLE: row(503, 'NO_MODEL_AVAILABLE', 'server_error', 'no_model_available', 'overloaded_error'),
  ALL_MODELS_FAILED: row(502, 'ALL_MODELS_FAILED', 'server_error', 'all_models_failed', 'api_error'),
  // All models failed because of overload. Anthropic's clients get a separate type for it.
  ALL_MODELS_OVERLOADED: row(502, 'ALL_MODELS_FAILED', 'server_error', 'all_models_failed', 'overloaded_error'),
  INVALID_RESPONSE: row(502, 'INVALID_RESPONSE', 'server_error', 'invalid_response', 'api_error'),
  // nginx's status for a request that the client closed. No client retries it.
  CANCELLED: row(499, 'CANCELLED', 'server_error', 'cancelled', 'api_error'),
  INTERRUPTED: row(503, 'INTERRUPTED', 'server_error', 'interrupted', 'api_error'),
  INTERNAL: row(500, 'INTERNAL', 'server_error', 'internal_error', 'api_error'),
  // An unknown model name, in a protocol that answers it with 404.
  MODEL_NOT_FOUND: row(404, 'BAD_USER_INPUT', 'invalid_request_error', 'model_not_found', 'not_found_error'),
  SHUTTING_DOWN: row(503, 'INTERNAL', 'server_error', 'internal_error', 'overloaded_error'),
  // The process has reached its memory limit.
  OVERLOADED: row(503, 'RATE_LIMITED', 'server_error', 'overloaded', 'overloaded_error'),
  // Failures of HTTP.
  METHOD_NOT_ALLOWED: row(
    405,
    'BAD_USER_INPUT',
    'invalid_request_error',
    'method_not_allowed',
    'invalid_request_error',
  ),
  NOT_ACCEPTABLE: row(406, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'),
  REQUEST_TIMEOUT: row(408, 'BAD_USER_INPUT', 'invalid_request_error', null, 'timeout_error'),
  LENGTH_REQUIRED: row(411, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'),
  BODY_TOO_LARGE: row(413, 'BAD_USER_INPUT', 'invalid_request_error', null, 'request_too_large'),
  UNSUPPORTED_MEDIA_TYPE: row(415, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'),
  EXPECTATION_FAILED: row(417, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'),
  HEADERS_TOO_LARGE: row(431, 'BAD_USER_INPUT', 'invalid_request_error', null, 'request_too_large'),
} satisfies Record<string, ErrorRow>;

/** Every code of a `ServiceError`. */
export type ErrorCode = keyof typeof rows;

export const errorCodes: Readonly<Record<ErrorCode, ErrorRow>> = rows;

const publicCodes: ReadonlySet<unknown> = new Set(Object.values(rows).map(({ graphql }) => graphql));

/** Whether a value is a public `extensions.code`. */
export function isPublicCode(code: unknown): code is PublicCode {
  return publicCodes.has(code);
}

function row(
  status: number,
  graphql: PublicCode,
  type: OpenaiErrorType,
  code: string | null,
  anthropic: AnthropicErrorType,
  responses: ResponseErrorCode = 'server_error',
): ErrorRow {
  return { status, graphql, openai: { type, code }, responses, anthropic };
}
