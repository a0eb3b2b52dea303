import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';

/** What an error needs to know of the call that failed. */
export type ErrorContext = {
  providerId: string;
  /** The model that was asked; null for calls that name none. */
  model: string | null;
  secrets: readonly string[];
  /** Whether the request ended with an assistant message to go on from. */
  hasPrefill: boolean;
};

/** What a dialect read out of a provider's error. */
export type ErrorReading = {
  kind: ProviderErrorKind;
  /** Null for an error that came within an answer. */
  status: number | null;
  /** The provider's own sentence. */
  message: string | null;
  /** The provider's own code or type. */
  rawCode: string | null;
  /** Milliseconds. */
  retryAfterMs: number | null;
};

/** Keys are struck out of so much of a message, and half of that is shown at the most, so that none is shown in part. */
const mostRead = 64 * 1024;
const longestMessage = 600;
const longestCode = 100;

/** Makes the typed error: one sentence that names provider, model, status and what the provider said, without keys. */
export function buildProviderError(reading: ErrorReading, context: ErrorContext): ProviderError {
  const { kind, status, retryAfterMs } = reading;
  const rawCode = reading.rawCode === null ? null : shorten(reading.rawCode.slice(0, mostRead), longestCode);
  const asked = context.model === null ? '' : ` for '${context.model}'`;
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
    message: `${context.providerId} answered${asked} with ${kind}${inBrackets}: ${said}`,
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

/** What keys of the known providers look like, for those that are not ours but come back in a message. */
const keyPatterns: readonly RegExp[] = [
  /\b(?:sk|pk|gsk|xai|hf|pplx|fw|key|nvapi|r8)[-_][\w\-*.]{8,}/g,
  /\bAIza[\w-]{20,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bBearer\s+[\w\-.~+/=*]{8,}/gi,
];

/** Removes keys from a text that people will see: the given ones, and every word that looks like a key. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length >= 4) result = result.replaceAll(secret, struckOut);
  }
  for (const pattern of keyPatterns) result = result.replace(pattern, struckOut);
  return result;
}
