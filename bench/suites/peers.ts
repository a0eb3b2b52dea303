import type { Figure } from '../figures.ts';
import { installPortkey } from '../peers/install-portkey.ts';
import { measureCallCpu, measureStreamedCpu } from '../peers/measure-cpu.ts';
import { measureAddedFirstToken } from '../peers/measure-first-token.ts';
import { measureMemory } from '../peers/measure-memory.ts';
import { embedded, onServer, type Storage } from '../peers/storage.ts';

/**
 * Compares Penstock with storage, Portkey's gateway and a bare relay. All run at once and report the CPU of all their
 * threads. The cost of a PostgreSQL server is not included. The first run installs Portkey from npm.
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
