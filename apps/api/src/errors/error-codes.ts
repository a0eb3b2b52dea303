/** How each protocol names a failure. */
export type ErrorRow = {
  /** HTTP status, where headers have not gone out yet. */
  status: number;
  /** `extensions.code` of GraphQL. */
  graphql: PublicCode;
  /** OpenAI's `error.type` and `error.code`; its clients read `code` first. */
  openai: { type: OpenaiErrorType; code: string | null };
  /** Anthropic's `error.type`. */
  anthropic: AnthropicErrorType;
};

/** The values of `extensions.code` that callers are promised. */
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
 * Every way in which a request can fail, and its name in each protocol: the one table of it. `graphql` is the code
 * itself but for what HTTP alone has wrong.
 */
const rows = {
  BAD_USER_INPUT: row(400, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'),
  UNAUTHENTICATED: row(401, 'UNAUTHENTICATED', 'authentication_error', 'invalid_api_key', 'authentication_error'),
  BUDGET_EXCEEDED: row(402, 'BUDGET_EXCEEDED', 'insufficient_quota', 'budget_exceeded', 'billing_error'),
  FORBIDDEN: row(403, 'FORBIDDEN', 'invalid_request_error', null, 'permission_error'),
  NOT_FOUND: row(404, 'NOT_FOUND', 'invalid_request_error', 'not_found', 'not_found_error'),
  CONFLICT: row(409, 'CONFLICT', 'invalid_request_error', 'conflict', 'invalid_request_error'),
  RATE_LIMITED: row(429, 'RATE_LIMITED', 'rate_limit_error', 'rate_limit_exceeded', 'rate_limit_error'),
  CONTENT_FILTERED: row(400, 'CONTENT_FILTERED', 'invalid_request_error', 'content_filter', 'invalid_request_error'),
  CONTEXT_LENGTH_EXCEEDED: row(
    400,
    'CONTEXT_LENGTH_EXCEEDED',
    'invalid_request_error',
    'context_length_exceeded',
    'invalid_request_error',
  ),
  NO_MODEL_AVAILABLE: row(503, 'NO_MODEL_AVAILABLE', 'server_error', 'no_model_available', 'overloaded_error'),
  ALL_MODELS_FAILED: row(502, 'ALL_MODELS_FAILED', 'server_error', 'all_models_failed', 'api_error'),
  INVALID_RESPONSE: row(502, 'INVALID_RESPONSE', 'server_error', 'invalid_response', 'api_error'),
  // What nginx calls a request that the client closed: no client tries such a response again.
  CANCELLED: row(499, 'CANCELLED', 'server_error', 'cancelled', 'api_error'),
  INTERRUPTED: row(503, 'INTERRUPTED', 'server_error', 'interrupted', 'api_error'),
  INTERNAL: row(500, 'INTERNAL', 'server_error', 'internal_error', 'api_error'),
  // A name in `model` that no model has, asked for by a protocol that answers 404 to it.
  MODEL_NOT_FOUND: row(404, 'BAD_USER_INPUT', 'invalid_request_error', 'model_not_found', 'not_found_error'),
  SHUTTING_DOWN: row(503, 'INTERNAL', 'server_error', 'internal_error', 'overloaded_error'),
  // What HTTP alone has wrong.
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

/** Every code that a `ServiceError` may have. */
export type ErrorCode = keyof typeof rows;

export const errorCodes: Readonly<Record<ErrorCode, ErrorRow>> = rows;

const publicCodes: ReadonlySet<unknown> = new Set(Object.values(rows).map(({ graphql }) => graphql));

/** Whether callers are promised this value of `extensions.code`. */
export function isPublicCode(code: unknown): code is PublicCode {
  return publicCodes.has(code);
}

function row(
  status: number,
  graphql: PublicCode,
  type: OpenaiErrorType,
  code: string | null,
  anthropic: AnthropicErrorType,
): ErrorRow {
  return { status, graphql, openai: { type, code }, anthropic };
}
