/**
 * The id of an attempt, made from its generation's by adding its number to the last 16 bits: the same each time it is
 * written, ordered by time like the generation's, and apart from all others by the 58 random bits before them.
 */
export function attemptId(generationId: string, number: number): string {
  const last = (Number.parseInt(generationId.slice(-4), 16) + number) & 0xffff;
  return generationId.slice(0, -4) + last.toString(16).padStart(4, '0');
}
