import type { Database } from '../database/database.ts';
import { GroupWriter, type GroupWriterLimits } from '../database/group-writer.ts';
import type { Log } from '../database/log.ts';
import type { Generation } from '../generation/generation.ts';
import type { Recorder } from './recorder.ts';
import { writeGenerations } from './write-generations.ts';

/** Keeps ended generations in the database, many in one transaction. */
export function createRecorder(
  database: Pick<Database, 'pool'>,
  log: Log,
  limits: Partial<GroupWriterLimits> = {},
): Recorder {
  const writer = new GroupWriter<Generation>(
    {
      write: (generations) => writeGenerations(database.pool, generations),
      summarize,
      name: 'records of generations',
      log,
    },
    limits,
  );
  return {
    async record(generation) {
      if (generation.settledAtMs === null) throw new TypeError(`Generation ${generation.id} has not ended yet.`);
      await writer.write(generation);
    },
    close: () => writer.close(),
  };
}

/** What was spent, without what was said: enough to bill it by hand. */
function summarize({ id, status, request, attempts, createdAtMs }: Generation): object {
  const { workspaceId, apiKeyId, executionId } = request;
  const calls = attempts.map(({ modelId, outcome, tokens, cost }) => ({ modelId, outcome, tokens, cost }));
  return { id, status, workspaceId, apiKeyId, executionId, createdAt: new Date(createdAtMs).toISOString(), calls };
}
