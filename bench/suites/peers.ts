import type { Figure } from '../figures.ts';
import { installPortkey } from '../peers/install-portkey.ts';
import { measureCallCpu, measureStreamedCpu } from '../peers/measure-cpu.ts';
import { measureAddedFirstToken } from '../peers/measure-first-token.ts';
import { measureMemory } from '../peers/measure-memory.ts';

/**
 * Penstock, with its storage on, beside Portkey's gateway and a bare relay, all in this run and measured in the same
 * manner: every process reports the CPU of all its threads. Installs Portkey from npm at the first time.
 */
export async function measurePeers(): Promise<readonly Figure[]> {
  await installPortkey();
  return [
    ...(await measureStreamedCpu()),
    ...(await measureCallCpu()),
    ...(await measureAddedFirstToken()),
    ...(await measureMemory()),
  ];
}
