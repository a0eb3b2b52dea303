import type { IncomingMessage } from 'node:http';

/** The encoding's name in the header, and its weight. */
const patterns = {
  br: /(?:^|[,\s])br(?:\s*;\s*q=([\d.]+))?(?=$|[,;\s])/i,
  gzip: /(?:^|[,\s])gzip(?:\s*;\s*q=([\d.]+))?(?=$|[,;\s])/i,
} as const;

/** Whether a request accepts an answer in this encoding. */
export function takesEncoding({ headers }: Pick<IncomingMessage, 'headers'>, encoding: keyof typeof patterns): boolean {
  const match = patterns[encoding].exec(String(headers['accept-encoding'] ?? ''));
  return match !== null && Number(match[1] ?? 1) > 0;
}
