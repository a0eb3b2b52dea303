import { InvalidResponseError } from '../contract/errors/invalid-response-error.ts';

/**
 * Finish reasons of unusable answers, of Gemini and Bedrock. Google's address for OpenAI's protocol writes
 * `function_call_filter: MALFORMED_FUNCTION_CALL`.
 */
const unusable =
  /(?:^|[ :])(?:malformed_function_call|unexpected_tool_call|too_many_tool_calls|malformed_response|malformed_model_output|malformed_tool_use|missing_thought_signature)$/i;

/**
 * Throws an `InvalidResponseError` if a provider's reason says that its answer is unusable. `why`: the provider's
 * explanation.
 */
export function refuseUnusable(providerId: string, rawReason: string | null, why: string | null = null): void {
  if (rawReason === null || !unusable.test(rawReason)) return;
  throw new InvalidResponseError({
    providerId,
    message: `${providerId} did not complete its answer (${rawReason}): ${why ?? 'the model wrote an unusable answer.'}`,
    rawCode: rawReason,
  });
}
