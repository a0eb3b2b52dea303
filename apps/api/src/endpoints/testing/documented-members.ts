import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The members of an interface in the types of an SDK's module. */
export function documentedMembers(module: string, name: string): readonly string[] {
  return membersOf(module, name).map((member) => member.name);
}

/** The required members of such an interface. */
export function requiredMembers(module: string, name: string): readonly string[] {
  return membersOf(module, name).flatMap((member) => (member.isOptional ? [] : [member.name]));
}

/** An event of a stream in the types of an SDK. */
export type DocumentedEvent = { required: readonly string[]; all: readonly string[] };

/** The events of a union in the types of an SDK's module, by their `type`. */
export function documentedEvents(module: string, union: string): ReadonlyMap<string, DocumentedEvent> {
  const names = new RegExp(`export type ${union} = (.*?);`, 's').exec(typesOf(module))?.[1]?.split(' | ') ?? [];
  return new Map(
    names.map((name) => {
      const members = membersOf(module, name);
      const type = members.find((member) => member.name === 'type')?.value.slice(1, -1) ?? '';
      const required = members.filter(({ isOptional }) => !isOptional);
      return [type, { required: required.map((one) => one.name), all: members.map((one) => one.name) }];
    }),
  );
}

function membersOf(module: string, name: string) {
  const pattern = new RegExp(`export interface ${name}(?: extends [^{]*)? \\{\\n(.*?)\\n\\}`, 's');
  const body = pattern.exec(typesOf(module))?.[1];
  if (body === undefined) throw new Error(`${module} has no interface '${name}'.`);
  return body.split('\n').flatMap((line) => {
    const [, member = '', optional, value = ''] = /^ {4}(\w+)(\??): (.*)$/.exec(line) ?? [];
    return member === '' ? [] : [{ name: member, value: value.replace(/;$/, ''), isOptional: optional === '?' }];
  });
}

function typesOf(module: string): string {
  return readFileSync(require.resolve(module).replace(/\.js$/, '.d.ts'), 'utf8');
}
