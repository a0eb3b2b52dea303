import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../../shared/recordings/', import.meta.url));

/** Whether the recorded responses of real providers are beside the checkout. They are not part of it. */
export const hasRecordings = existsSync(folder);

/** The payloads of a recorded stream, one per event. */
export function readRecordedChunks(name: string): readonly string[] {
  return readFileSync(`${folder}${name}.chunks.txt`, 'utf8').trim().split('\n');
}

/** A title for a test of recordings. Without recordings it gives the reason for skipping. */
export function titleOfRecorded(title: string): string {
  return hasRecordings ? title : `${title} [recordings of real answers: not beside this checkout]`;
}
