import type { Form } from './form.ts';

const quoted =
  /\b(?:say|reply with|respond with|answer with|repeat|return|print)\b[^"“”'‘’`\n]{0,40}["“'‘`]([^"“”\n`]{1,400}?)["”'’`]/i;
const bare =
  /\b(?:say|reply|respond|answer)(?: with)?(?: only| just| exactly)+(?: with)?(?: the)?(?: word| words| phrase)?:? ([^\n."]{1,200})/i;

/** The very words that the prompt dictates: `Reply with only the word pong.` */
export const echo: Form = {
  suits: (prompt) => dictated(prompt) !== null,
  write: ({ subject }) => [dictated(subject.prompt) ?? ''],
};

function dictated(prompt: string): string | null {
  return (quoted.exec(prompt) ?? bare.exec(prompt))?.[1]?.trim() ?? null;
}
