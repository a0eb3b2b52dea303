import type { Figure } from '../figures.ts';
import { installPortkey } from '../peers/install-portkey.ts';
import { measureCallCpu, measureStreamedCpu } from '../peers/measure-cpu.ts';
import { measureAddedFirstToken } from '../peers/measure-first-token.ts';
import { measureMemory } from '../peers/measure-memory.ts';
import { embedded, onServer, type Storage } from '../peers/storage.ts';

/**
 * Penstock, with its storage on, beside Portkey's gateway and a bare relay, all in this run and measured in the same
 * manner: every process reports the CPU of all its threads. What a PostgreSQL server takes, where Penstock stores there,
 * is not in it. Installs Portkey from npm at the first time.
 */
export async function measurePeers(): Promise<readonly Figure[]> {
  await installPortkey();
  const measureCpu = async (storage: Storage): Promise<readonly Figure[]> => [
    ...(await measureStreamedCpu(storage)),
    ...(await measureCallCpu(storage)),
  ];
  return [
    ...(await measureCpu(embedded)),
    ...((await onServer(measureCpu)) ?? []),
    ...(await measureAddedFirstToken()),
    ...(await measureMemory()),
  ];
}
