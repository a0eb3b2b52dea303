import { createPostgres } from './lean-postgres.ts';
import { describeFailure } from './thread-messages.ts';
import type { CreationMessage } from './worker-protocol.ts';

/** Creates a database in the folder of the first argument, and exits. */
async function create(folder: string): Promise<void> {
  const db = await createPostgres(folder);
  await db.close();
  process.exit(0);
}

function fail(reason: unknown): void {
  const message: CreationMessage = { type: 'failed', message: describeFailure(reason) };
  process.send?.(message, () => process.exit(1));
}

// The service has ended, so the database is not needed.
process.on('disconnect', () => process.exit(1));
const [, , folder] = process.argv;
if (folder === undefined) fail('it was started without a folder');
else create(folder).catch(fail);
