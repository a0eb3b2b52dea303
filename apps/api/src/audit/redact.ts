import { redactKeys } from '@penstock/router';

/** Names of members whose value may be a secret. */
const secretNames =
  /(secret|password|passphrase|credential|authorization|cookie|signature|private_?key|(^|_)(api_?)?key(_?value)?$|apikey$|(^|_|access|refresh|id|bearer)token$|^hash$|^code$)/i;

/**
 * A secret within a text: after the scheme of a header, or as the password of an address. Keys have their own patterns.
 */
const carriedSecrets = /\bBearer\s{1,9}\S{1,4000}|(?<=:\/\/)[^\s/:@]{1,200}:[^\s/@]{1,200}(?=@)/g;

const redacted = '[redacted]';
const cut = '[cut]';

/** The most characters of a text, items of a list or members of an object, levels, and characters in total. */
const bounds = { text: 4_000, items: 200, depth: 8, all: 32_000 } as const;

/** A copy as JSON, within bounds, with secrets replaced. References to the environment, such as `${NAME}`, stay. */
export function redact(value: unknown): unknown {
  return copy(value, { left: bounds.all }, 0);
}

/** `left`: the characters that the copy may still use. */
function copy(value: unknown, room: { left: number }, depth: number): unknown {
  room.left -= 8;
  if (room.left < 0) return cut;
  switch (typeof value) {
    case 'string':
      return copyText(value, room);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth === bounds.depth) return cut;
  if (Array.isArray(value)) return copyItems(value, room, depth);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.slice(0, bounds.items).map(([name, member]) => {
      room.left -= String(name).length;
      return [String(name), isSecret(String(name), member) ? redacted : copy(member, room, depth + 1)];
    }),
  );
}

function copyItems(items: readonly unknown[], room: { left: number }, depth: number): unknown[] {
  const copied = items.slice(0, bounds.items).map((item) => copy(item, room, depth + 1));
  return items.length > bounds.items ? [...copied, cut] : copied;
}

function copyText(text: string, room: { left: number }): string {
  const longest = Math.min(bounds.text, room.left);
  room.left -= Math.min(text.length, longest);
  // Redacted before it is cut: half a key does not match the patterns.
  const clean = redactKeys(text.slice(0, 4 * bounds.text), redacted)
    .replace(carriedSecrets, redacted)
    .replaceAll('\0', '�');
  return clean.length <= longest && text.length <= 4 * bounds.text ? clean : `${clean.slice(0, longest)}${cut}`;
}

/** A reference names a secret without containing it. A number or null contains none. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return false;
  if (typeof value === 'string' && /^\$\{\w+\}$/.test(value)) return false;
  return secretNames.test(name);
}
