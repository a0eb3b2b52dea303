/** The texts of an error code: its title, and the user's next step. */
export type CodeDescription = { title: string; hint: string | null };

/** By code, in the API's spelling. A test checks that every code and every kind of provider failure is here. */
export const codeDescriptions: Readonly<Record<string, CodeDescription>> = {
  UNAUTHENTICATED: { title: 'The key was refused', hint: 'Sign in again with a valid key.' },
  FORBIDDEN: {
    title: 'This key has no permission for that',
    hint: 'Ask an administrator for a key with the right role.',
  },
  BAD_USER_INPUT: { title: 'The request is not valid', hint: null },
  NOT_FOUND: { title: 'Not found', hint: null },
  CONFLICT: { title: 'Another user has changed this', hint: 'Load it again and repeat the change.' },
  BUDGET_EXCEEDED: { title: 'The budget does not allow it', hint: 'Raise the budget, or choose a cheaper model.' },
  RATE_LIMITED: { title: 'Too many requests', hint: 'Wait a moment and try again.' },
  NO_MODEL_AVAILABLE: {
    title: 'No model can serve this request',
    hint: 'The plan gives the reason for each excluded model.',
  },
  ALL_MODELS_FAILED: { title: 'Every model failed', hint: 'The attempts show the error of each provider.' },
  CONTENT_FILTERED: { title: "The provider's content filter blocked it", hint: 'Rephrase the prompt.' },
  CONTEXT_LENGTH_EXCEEDED: {
    title: 'The conversation is longer than the model can read',
    hint: 'Shorten it, or choose a model with a larger context window.',
  },
  INVALID_RESPONSE: {
    title: 'The answer is not in the requested format',
    hint: 'Simplify the schema or the tools, or choose another model.',
  },
  CANCELLED: { title: 'Cancelled', hint: null },
  INTERRUPTED: { title: 'The gateway ended before the answer was complete', hint: 'Send the prompt again.' },
  INTERNAL: {
    title: 'Something went wrong in the gateway',
    hint: "The message has a reference for the gateway's log.",
  },
  NETWORK: { title: 'The API cannot be reached', hint: null },
  CONNECTION_LOST: { title: 'The connection was lost', hint: 'Send the prompt again.' },

  // The problem of one provider.
  AUTHENTICATION: { title: "The provider refused the gateway's key", hint: null },
  RATE_LIMIT: { title: "The provider's rate limit is reached", hint: null },
  QUOTA_EXHAUSTED: { title: "The provider's account has no credit left", hint: null },
  CONTEXT_LENGTH: { title: "Too long for the model's context window", hint: null },
  CONTENT_FILTER: { title: 'Stopped by the content filter', hint: null },
  OVERLOADED: { title: 'The provider is overloaded', hint: null },
  TIMEOUT: { title: 'No answer in time', hint: null },
  BAD_REQUEST: { title: 'The provider did not accept the request', hint: null },
  MODEL_NOT_FOUND: { title: 'The provider does not have this model', hint: null },
  PREFILL_REFUSED: { title: 'The model cannot continue a partial answer', hint: null },
  CONNECTION: { title: 'The provider cannot be reached', hint: null },
  SERVER_ERROR: { title: 'The provider failed', hint: null },
  STREAM_CUT: { title: 'The answer was cut off', hint: null },
  PROTOCOL: { title: 'The answer could not be understood', hint: null },
};

/**
 * Accepts codes in the API's spelling (`RATE_LIMIT`) or the providers' (`rate-limit`). An unknown code is shown as
 * words.
 */
export function describeCode(code: string): CodeDescription {
  const name = code.toUpperCase().replaceAll('-', '_');
  return codeDescriptions[name] ?? { title: sentence(name), hint: null };
}

function sentence(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
