/**
 * The id of an attempt: its generation's id with the attempt's number added to the last 16 bits. It is the same on each
 * write, ordered by time, and unique by the 58 random bits before them.
 */
export function attemptId(generationId: string, number: number): string {
  const last = (Number.parseInt(generationId.slice(-4), 16) + number) & 0xffff;
  return generationId.slice(0, -4) + last.toString(16).padStart(4, '0');
}
