/**
 * The patterns of keys of providers and clouds, tokens and private keys, anywhere in a text. Each matches in linear
 * time.
 */
const keyPattern = new RegExp(
  [
    // OpenAI, Anthropic, Stripe and others: sk-proj-…, sk-ant-…, pk_live_…
    String.raw`\b[sprk]k[-_][A-Za-z0-9_-]{16,999}`,
    // Groq, xAI, Hugging Face, Perplexity, NVIDIA, Replicate, GitHub, Slack, Fireworks, Penstock.
    String.raw`\b(?:gsk|xai|hf|pplx|nvapi|r8|ghp|gho|ghs|github_pat|xox[abprs]|fw|psk)[-_][A-Za-z0-9_-]{16,999}`,
    // Google, AWS.
    String.raw`\bAIza[A-Za-z0-9_-]{30,99}`,
    String.raw`\b(?:AKIA|ASIA|ABSK)[A-Z0-9a-z+/=]{16,999}`,
    // A JSON web token, a private key.
    String.raw`\beyJ[A-Za-z0-9_-]{16,2000}(?:\.[A-Za-z0-9_-]{0,4000}){0,4}`,
    '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,8000}',
  ].join('|'),
  'g',
);

/** Texts in place of a key that are not keys. */
const placeholder =
  /^(?:sk-)?(?:no|none|empty|dummy|unused|local|placeholder|not|your|example|test|fake)(?:[-_ ].*)?$/i;

/** The parts of a text that look like keys, in order. */
export function findKeys(text: string): { offset: number; value: string }[] {
  return [...text.matchAll(keyPattern)].map((match) => ({ offset: match.index, value: match[0] }));
}

/** A text with everything that looks like a key replaced. */
export function redactKeys(text: string, replacement = '(secret)'): string {
  return text.replaceAll(keyPattern, replacement);
}

/** Whether a text in a field for keys, as `api_key` or a header, looks like a key. */
export function isKeyText(text: string): boolean {
  const value = text.replace(/^(?:bearer|basic|token|key)\s+/i, '').trim();
  if (placeholder.test(value) || /\s/.test(value)) return false;
  if (findKeys(value).length > 0) return true;
  if (value !== text.trim()) return value.length >= 8;
  if (/^[sprk]k-/i.test(value)) return value.length >= 12;
  return value.length >= 16 && /[0-9]/.test(value) && /[A-Za-z]/.test(value);
}

/** Whether an address contains a password, or a key among its parameters. */
export function holdsPassword(address: string): boolean {
  if (!URL.canParse(address)) return /:\/\/[^/\s:@]{1,200}:[^/\s@]{1,200}@/.test(address);
  const url = new URL(address);
  if (url.password !== '') return true;
  return [...url.searchParams].some(
    ([name, value]) => /(?:key|token|secret|password|signature|sig)$/i.test(name) && value.length >= 8,
  );
}
