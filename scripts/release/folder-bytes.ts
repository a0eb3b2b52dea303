import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of all files in a folder. Links are not followed. */
export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const facts = lstatSync(join(folder, name));
    return facts.isFile() ? sum + facts.size : sum;
  }, 0);
}
