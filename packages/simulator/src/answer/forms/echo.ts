import type { Form } from './form.ts';

/** A closing quote ends the words only where no letter follows: the apostrophe of “it’s” does not. */
const quoted =
  /\b(?:say|reply with|respond with|answer with|repeat|return|print)\b[^"“'‘`\n]{0,40}(?:"([^"\n]{1,8000})"|“([^”\n]{1,8000})”|['‘`](.{1,400}?)['’`](?!\p{L}))/iu;
const bare =
  /\b(?:say|reply|respond|answer)(?: with)?(?: only| just| exactly){1,5}(?: with)?(?: the)?(?: word| words| phrase)?:? ([^\n."]{1,200})/i;

/** The very words that the prompt dictates: `Reply with only the word pong.` */
export const echo: Form = {
  suits: (prompt) => dictated(prompt) !== null,
  write: ({ subject }) => [dictated(subject.prompt) ?? ''],
};

function dictated(prompt: string): string | null {
  const words = quoted.exec(prompt)?.slice(1) ?? bare.exec(prompt)?.slice(1) ?? [];
  return words.find((text) => text !== undefined)?.trim() ?? null;
}
