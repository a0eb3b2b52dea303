import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../../shared/recordings/', import.meta.url));

/** Whether the recorded responses of real providers lie beside the checkout; they are no part of it. */
export const hasRecordings = existsSync(folder);

/** The payloads of a recorded stream, one per event. */
export function readRecordedChunks(name: string): readonly string[] {
  return readFileSync(`${folder}${name}.chunks.txt`, 'utf8').trim().split('\n');
}

/** A title for what reads recordings; where there are none it says why it was skipped. */
export function titleOfRecorded(title: string): string {
  return hasRecordings ? title : `${title} [recordings of real answers: not beside this checkout]`;
}
