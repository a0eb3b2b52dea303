/** The smallest UUID of version 7 for this time or later (RFC 9562: the first 48 bits are the milliseconds). */
export function earliestIdAt(moment: Date): string {
  const milliseconds = Math.max(0, moment.getTime()).toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-0000-0000-000000000000`;
}
