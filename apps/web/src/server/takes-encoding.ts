import type { IncomingMessage } from 'node:http';

/** Whether a request takes an answer in this encoding. */
export function takesEncoding({ headers }: Pick<IncomingMessage, 'headers'>, encoding: 'br' | 'gzip'): boolean {
  const match = new RegExp(`(?:^|[,\\s])${encoding}(?:\\s*;\\s*q=([\\d.]+))?(?=$|[,;\\s])`, 'i').exec(
    String(headers['accept-encoding'] ?? ''),
  );
  return match !== null && Number(match[1] ?? 1) > 0;
}
