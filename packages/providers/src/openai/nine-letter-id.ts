import { createHash } from 'node:crypto';

/**
 * Converts the id of a tool call into nine letters and digits, the only form that Mistral accepts. The same id gives
 * the same letters, so call and result still match. A valid id is unchanged.
 */
export function toNineLetterId(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, 9);
}
