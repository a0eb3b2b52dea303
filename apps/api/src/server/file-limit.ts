import { readFileSync } from 'node:fs';
import type { Limits } from '../limits/limits.ts';
import type { WarningLog } from './connections.ts';

/** Files for other uses than connections: the database, the log, and Node itself. */
const reservedFiles = 100;

/**
 * Lowers the limits to the number of files that this process may open. Each connection may need another one to a
 * provider. With too few files, fewer connections are accepted, and the log says so.
 */
export function fitToFileLimit(limits: Limits, log: WarningLog, openFiles: number | null = readFileLimit()): Limits {
  const needed = 2 * limits.connections + reservedFiles;
  if (openFiles === null || openFiles >= needed) return limits;
  const connections = Math.max(10, Math.floor((openFiles - reservedFiles) / 2));
  const connectionsWithoutKey = Math.min(limits.connectionsWithoutKey, Math.floor(connections / 2));
  log.warn(
    { openFiles, needed },
    `This process may open ${openFiles} files (ulimit -n), and ${limits.connections} connections need ${needed}: it accepts ${connections} connections, ${connectionsWithoutKey} of them without a key.`,
  );
  return { ...limits, connections, connectionsWithoutKey };
}

/** The number of files that this process may open; null if it is unlimited or unknown. */
function readFileLimit(): number | null {
  return readLinuxLimit() ?? readReportedLimit();
}

function readLinuxLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}

function readReportedLimit(): number | null {
  const report: unknown = process.report.getReport();
  const soft = ['userLimits', 'open_files', 'soft'].reduce<unknown>(memberOf, report);
  return typeof soft === 'number' ? soft : null;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
