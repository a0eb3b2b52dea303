import type { RunEvent } from '../run-documents.ts';

/** A recorded stream of the API. The recordings use the documents of run-documents.ts. */
export function readRecording(recording: unknown): RunEvent[] {
  if (!Array.isArray(recording) || recording.length === 0) throw new Error('The recording has no events.');
  return recording as RunEvent[];
}
