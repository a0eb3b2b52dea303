/** The pattern of a variable's name. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** A piece of a text: literal text, or the place of a variable. `isName` false: the word cannot be a name. */
export type Piece = { type: 'text'; text: string } | { type: 'placeholder'; name: string; isName: boolean };

/**
 * One word in double braces, with optional blanks around it and an optional backslash before. Other braces are text.
 */
const braced = /(\\?)\{\{[ \t]{0,8}([^{}\s"']{1,200})[ \t]{0,8}\}\}/g;

/**
 * Splits a text at its placeholders, in order. `\{{name}}` is the text `{{name}}`. Other braces, such as those of JSON,
 * are text.
 */
export function splitPlaceholders(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(braced)) {
    const [whole, backslash, name = ''] = match;
    if (match.index > from) pieces.push({ type: 'text', text: text.slice(from, match.index) });
    from = match.index + whole.length;
    if (backslash !== '') pieces.push({ type: 'text', text: whole.slice(1) });
    else pieces.push({ type: 'placeholder', name, isName: variableName.test(name) });
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) });
  return pieces;
}
