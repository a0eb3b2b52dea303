const struckOut = '[secret]';

/** What keys of the known providers look like, for those that are not ours but come back in a message. */
const keyPatterns: readonly RegExp[] = [
  /\b(?:sk|pk|gsk|xai|hf|pplx|fw|key|nvapi|r8)[-_][\w\-*.]{8,}/g,
  /\bAIza[\w-]{20,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bBearer\s+[\w\-.~+/=*]{8,}/gi,
];

/** Takes keys out of a text that people will see: the given ones wherever they stand, and whatever looks like one. */
export function strikeSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length >= 4) result = result.replaceAll(secret, struckOut);
  }
  for (const pattern of keyPatterns) result = result.replace(pattern, struckOut);
  return result;
}
