import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The members of a request that an SDK knows: those of an interface in the types of one of its modules. */
export function documentedMembers(module: string, name: string): readonly string[] {
  const types = readFileSync(require.resolve(module).replace(/\.js$/, '.d.ts'), 'utf8');
  const body = new RegExp(`export interface ${name}(?: extends [^{]*)? \\{\\n(.*?)\\n\\}`, 's').exec(types)?.[1];
  if (body === undefined) throw new Error(`${module} has no interface '${name}'.`);
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, member]) => member ?? '');
}
