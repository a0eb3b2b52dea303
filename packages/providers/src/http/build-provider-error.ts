import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';

/** The facts of the failed call for its error. */
export type ErrorContext = {
  providerId: string;
  /** The requested model. Null for calls without a model. */
  model: string | null;
  secrets: readonly string[];
  /** Whether the request ended with an assistant message to continue. */
  hasPrefill: boolean;
};

/** The facts that a dialect read from a provider's error. */
export type ErrorReading = {
  kind: ProviderErrorKind;
  /** Null for an error within an answer. */
  status: number | null;
  /** The provider's own sentence. */
  message: string | null;
  /** The provider's own code or type. */
  rawCode: string | null;
  /** Milliseconds. */
  retryAfterMs: number | null;
};

/** The part of a message whose keys are redacted. At most half of it is shown, so that no key is shown in part. */
const mostRead = 64 * 1024;
const longestMessage = 600;
const longestCode = 100;

/** Makes the typed error. Its sentence names provider, model, status and the provider's message, without keys. */
export function buildProviderError(reading: ErrorReading, context: ErrorContext): ProviderError {
  const { kind, status, retryAfterMs } = reading;
  const rawCode = reading.rawCode === null ? null : shorten(reading.rawCode.slice(0, mostRead), longestCode);
  const forModel = context.model === null ? '' : ` for '${context.model}'`;
  const facts = [status === null ? null : `HTTP ${status}`, rawCode].filter((fact) => fact !== null);
  const inBrackets = facts.length > 0 ? ` (${facts.join(', ')})` : '';
  const said =
    reading.message === null
      ? 'no reason given.'
      : shorten(
          redactSecrets(reading.message.slice(0, mostRead), context.secrets).slice(0, mostRead / 2),
          longestMessage,
        );
  return createProviderError(kind, {
    providerId: context.providerId,
    message: `${context.providerId} answered${forModel} with ${kind}${inBrackets}: ${said}`,
    status,
    retryAfterMs,
    rawCode,
  });
}

function shorten(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const struckOut = '[secret]';

/** The patterns of known providers' keys, because a message may quote other keys. */
const keyPatterns: readonly RegExp[] = [
  /\b(?:sk|pk|gsk|xai|hf|pplx|fw|key|nvapi|r8)[-_][\w\-*.]{8,}/g,
  /\bAIza[\w-]{20,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bBearer\s+[\w\-.~+/=*]{8,}/gi,
];

/** Redacts the given secrets in a text, and every word that looks like a key. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length >= 4) result = result.replaceAll(secret, struckOut);
  }
  for (const pattern of keyPatterns) result = result.replace(pattern, struckOut);
  return result;
}
