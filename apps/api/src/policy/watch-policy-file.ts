import { stat } from 'node:fs/promises';
import { type Repetition, repeat } from '../database/repeat.ts';
import { type PolicyFileContent, readPolicyFile } from './read-policy-file.ts';

export type WatchPolicyFileOptions = {
  /** The absolute path of the file. */
  file: string;
  /** The content at the start of the watch. */
  known: PolicyFileContent;
  /** Called with each changed content, one at a time. */
  onChange(content: PolicyFileContent): Promise<void>;
  onError(error: unknown): void;
  /** The interval between checks, milliseconds. Default 500. */
  intervalMs?: number;
};

/**
 * Watches the policy file by polling, since events of the file system miss many changes. Some editors rename, a
 * ConfigMap swaps a link, and a mount of a container or a network has no events. A change counts when two checks in a
 * row find the same state. So a file that is still being written is not read.
 */
export function watchPolicyFile({
  file,
  known,
  onChange,
  onError,
  intervalMs = 500,
}: WatchPolicyFileOptions): Repetition {
  let content = known;
  // The mark of `content`; null if it was read before the first check.
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
      // The file was written meanwhile. The next check decides.
      if ((await markOf(file)) !== mark) return;
      // A failure, such as of the database, is retried.
      retryAtMs = performance.now() + retryMs;
      if (keyOf(next) !== keyOf(content)) await onChange(next);
      content = next;
      readAt = mark;
      retryAtMs = 0;
    },
    onError,
  );
}

/** The pause after a change that could not be applied, milliseconds. */
const retryMs = 5_000;

/** Returns a mark that differs after every write, rename and link swap. */
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
