import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The file name that PostgreSQL clients expect for a server's socket in a folder. */
export const socketName = '.s.PGSQL.5432';

/** The longest socket path that every Unix accepts. macOS has 104 bytes including the final zero. */
const longestSocketPathBytes = 103;

/** A folder that only this user can enter, with the path of a socket in it. */
export type SocketFolder = { folder: string; socketPath: string; remove(): void };

/** Creates the folder in `home`, or in the system's temporary folder if the path of `home` is too long for a socket. */
export function makeSocketFolder(home: string): SocketFolder {
  const wanted = join(home, 'socket');
  const isTooLong = Buffer.byteLength(join(wanted, socketName)) > longestSocketPathBytes;
  const folder = isTooLong ? mkdtempSync(join(tmpdir(), 'penstock-')) : wanted;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const socketPath = join(folder, socketName);
  rmSync(socketPath, { force: true });
  return { folder, socketPath, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
