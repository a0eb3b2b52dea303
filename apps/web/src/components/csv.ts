/** Lines of cells as CSV (RFC 4180). */
export function toCsvText(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((line) => line.map(toCell).join(',')).join('\r\n');
}

function toCell(value: string | number): string {
  const text = String(value);
  // A spreadsheet would run a cell that begins like a formula.
  const plain = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
