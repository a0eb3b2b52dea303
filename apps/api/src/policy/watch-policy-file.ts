import { stat } from 'node:fs/promises';
import { type Repetition, repeat } from '../database/repeat.ts';
import { type PolicyFileContent, readPolicyFile } from './read-policy-file.ts';

export type WatchPolicyFileOptions = {
  /** Absolute. */
  file: string;
  /** The content that is known already. */
  known: PolicyFileContent;
  /** Called with each other content, one at a time. */
  onChange(content: PolicyFileContent): Promise<void>;
  onError(error: unknown): void;
  /** The pause between two looks, milliseconds. Default 500. */
  intervalMs?: number;
};

/**
 * Watches the policy file by looking at it from time to time, since events of the file system miss much. Some editors
 * rename, a ConfigMap swaps a link, and a mount of a container or a network has no events. A change counts when two looks find
 * the same, so that a file that is still being written is not read.
 */
export function watchPolicyFile({
  file,
  known,
  onChange,
  onError,
  intervalMs = 500,
}: WatchPolicyFileOptions): Repetition {
  let content = known;
  // Of the content above; null: it was read before the first look.
  let readAt: string | null = null;
  let seen: string | null = null;
  let retryAtMs = 0;
  return repeat(
    intervalMs,
    async () => {
      const mark = await markOf(file);
      const isSettled = mark === seen;
      seen = mark;
      if (!isSettled || mark === readAt || performance.now() < retryAtMs) return;
      const next = await readPolicyFile(file);
      // It was written to meanwhile: the next look decides.
      if ((await markOf(file)) !== mark) return;
      // A failure, as of the database, is tried again.
      retryAtMs = performance.now() + retryMs;
      if (keyOf(next) !== keyOf(content)) await onChange(next);
      content = next;
      readAt = mark;
      retryAtMs = 0;
    },
    onError,
  );
}

/** The pause after a change that could not be taken, milliseconds. */
const retryMs = 5_000;

/** Differs after every write, rename and swap of a link. */
async function markOf(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

function keyOf(content: PolicyFileContent): string {
  return content.type === 'read' ? content.hash : content.problem;
}
