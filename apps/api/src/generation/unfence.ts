const fence = '```';
const language = /^json/i;

/** The text without the Markdown fence around it, if there is one. */
export function unfence(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 2 * fence.length || !trimmed.startsWith(fence) || !trimmed.endsWith(fence)) return text;
  const inner = trimmed.slice(fence.length, -fence.length).replace(language, '');
  const blanks = inner.length - inner.trimStart().length;
  const lineEnd = inner.lastIndexOf('\n', blanks - 1);
  return blanks === 0 || lineEnd === -1 ? text : inner.slice(lineEnd + 1).trimEnd();
}
