import { describe, expect, test } from 'vitest';
import { type ErrorCode, errorCodes, isPublicCode } from './error-codes.ts';

/**
 * The codes of released clients, and Anthropic's documented codes. Lines may be added to this table, but not removed.
 */
const lines: readonly [ErrorCode, number, string, string, string | null, string][] = [
  ['BAD_USER_INPUT', 400, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'],
  ['CONTENT_FILTERED', 400, 'CONTENT_FILTERED', 'invalid_request_error', 'content_filter', 'invalid_request_error'],
  [
    'CONTEXT_LENGTH_EXCEEDED',
    400,
    'CONTEXT_LENGTH_EXCEEDED',
    'invalid_request_error',
    'context_length_exceeded',
    'invalid_request_error',
  ],
  ['UNAUTHENTICATED', 401, 'UNAUTHENTICATED', 'authentication_error', 'invalid_api_key', 'authentication_error'],
  ['BUDGET_EXCEEDED', 402, 'BUDGET_EXCEEDED', 'insufficient_quota', 'budget_exceeded', 'billing_error'],
  ['FORBIDDEN', 403, 'FORBIDDEN', 'invalid_request_error', null, 'permission_error'],
  ['NOT_FOUND', 404, 'NOT_FOUND', 'invalid_request_error', 'not_found', 'not_found_error'],
  ['MODEL_NOT_FOUND', 404, 'BAD_USER_INPUT', 'invalid_request_error', 'model_not_found', 'not_found_error'],
  ['METHOD_NOT_ALLOWED', 405, 'BAD_USER_INPUT', 'invalid_request_error', 'method_not_allowed', 'invalid_request_error'],
  ['NOT_ACCEPTABLE', 406, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'],
  ['REQUEST_TIMEOUT', 408, 'BAD_USER_INPUT', 'invalid_request_error', null, 'timeout_error'],
  ['CONFLICT', 409, 'CONFLICT', 'invalid_request_error', 'conflict', 'invalid_request_error'],
  ['LENGTH_REQUIRED', 411, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'],
  ['BODY_TOO_LARGE', 413, 'BAD_USER_INPUT', 'invalid_request_error', null, 'request_too_large'],
  ['UNSUPPORTED_MEDIA_TYPE', 415, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'],
  ['EXPECTATION_FAILED', 417, 'BAD_USER_INPUT', 'invalid_request_error', null, 'invalid_request_error'],
  ['RATE_LIMITED', 429, 'RATE_LIMITED', 'rate_limit_error', 'rate_limit_exceeded', 'rate_limit_error'],
  ['HEADERS_TOO_LARGE', 431, 'BAD_USER_INPUT', 'invalid_request_error', null, 'request_too_large'],
  ['CANCELLED', 499, 'CANCELLED', 'server_error', 'cancelled', 'api_error'],
  ['INTERNAL', 500, 'INTERNAL', 'server_error', 'internal_error', 'api_error'],
  ['ALL_MODELS_FAILED', 502, 'ALL_MODELS_FAILED', 'server_error', 'all_models_failed', 'api_error'],
  ['ALL_MODELS_OVERLOADED', 502, 'ALL_MODELS_FAILED', 'server_error', 'all_models_failed', 'overloaded_error'],
  ['INVALID_RESPONSE', 502, 'INVALID_RESPONSE', 'server_error', 'invalid_response', 'api_error'],
  ['INTERRUPTED', 503, 'INTERRUPTED', 'server_error', 'interrupted', 'api_error'],
  ['NO_MODEL_AVAILABLE', 503, 'NO_MODEL_AVAILABLE', 'server_error', 'no_model_available', 'overloaded_error'],
  ['OVERLOADED', 503, 'RATE_LIMITED', 'server_error', 'overloaded', 'overloaded_error'],
  ['SHUTTING_DOWN', 503, 'INTERNAL', 'server_error', 'internal_error', 'overloaded_error'],
];

/** The codes of a response that fails after it began; `server_error` for all others. */
const ofResponses: Partial<Record<ErrorCode, string>> = {
  BAD_USER_INPUT: 'invalid_prompt',
  CONTENT_FILTERED: 'invalid_prompt',
  CONTEXT_LENGTH_EXCEEDED: 'context_length_exceeded',
  BUDGET_EXCEEDED: 'insufficient_quota',
  RATE_LIMITED: 'rate_limit_exceeded',
};

describe('the table of errors', () => {
  test.each(lines)('%s', (code, status, graphql, type, openaiCode, anthropic) => {
    const responses = ofResponses[code] ?? 'server_error';
    expect(errorCodes[code]).toEqual({ status, graphql, openai: { type, code: openaiCode }, responses, anthropic });
  });

  test('has no further line', () => {
    expect(Object.keys(errorCodes).sort()).toEqual(lines.map(([code]) => code).sort());
  });

  test('shows only documented codes to GraphQL callers', () => {
    expect(isPublicCode('CONFLICT')).toBe(true);
    expect(isPublicCode('BODY_TOO_LARGE')).toBe(false);
    expect(isPublicCode(undefined)).toBe(false);
  });
});
