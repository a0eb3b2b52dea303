/** Codes of the characters in the syntax of JSON. */
export const openBrace = 123;
export const closeBrace = 125;
export const openBracket = 91;
export const closeBracket = 93;
export const quote = 34;
export const backslash = 92;
export const comma = 44;

/** Whether a character is white space between the parts of JSON. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** Whether a character must be escaped in a JSON string. */
export function isControl(code: number): boolean {
  return code < 32;
}

/** The escaped form of such a character. */
export function escapeControl(code: number): string {
  return JSON.stringify(String.fromCharCode(code)).slice(1, -1);
}
