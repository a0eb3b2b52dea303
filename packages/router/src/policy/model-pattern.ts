/**
 * Whether a pattern covers a text. `*` stands for any characters, everything else for itself. The text may be a model's
 * id. It may also be another pattern, which must then be covered completely. Takes time in proportion to the lengths of
 * both.
 */
export function coversModel(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  if (!text.startsWith(pattern.slice(0, star))) return false;
  if (star === pattern.length - 1) return true;
  const parts = pattern.slice(star + 1).split('*');
  const last = parts.pop() ?? '';
  let at = star;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whether any of the patterns covers a model's id. Null allows all models. */
export function allowsModel(patterns: readonly string[] | null, modelId: string): boolean {
  return patterns === null || patterns.some((pattern) => coversModel(pattern, modelId));
}
