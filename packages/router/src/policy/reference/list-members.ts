/** The part of JSON Schema that the policy's schema uses. */
export type Schema = {
  description?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: readonly Schema[];
};

/** One setting of the policy. `path`: `*` for a free name, `[]` for an entry of a list. */
export type Member = { path: readonly string[]; schema: Schema; isRequired: boolean };

/** Every setting of a schema, each before the settings within it. */
export function listMembers(schema: Schema, path: readonly string[] = []): readonly Member[] {
  const members = formsOf(schema).flatMap((form) => {
    const named = Object.entries(form.properties ?? {}).flatMap(([name, member]) => {
      const at = [...path, name];
      const isRequired = form.required?.includes(name) ?? false;
      return [{ path: at, schema: member, isRequired }, ...listMembers(member, at)];
    });
    const { additionalProperties: free, items } = form;
    return [
      ...named,
      ...(typeof free === 'object' ? listMembers(free, [...path, '*']) : []),
      ...(items === undefined ? [] : listMembers(items, [...path, '[]'])),
    ];
  });
  const seen = new Set<string>();
  return members.filter(({ path: at }) => !seen.has(at.join('.')) && seen.add(at.join('.')));
}

/** The forms of a value. */
export function formsOf({ anyOf, ...schema }: Schema): readonly Schema[] {
  return anyOf === undefined ? [schema] : anyOf.flatMap(formsOf);
}

/** The first value of a document at a member's path. Undefined for none. */
export function valueAt(document: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return document;
  if (typeof document !== 'object' || document === null) return undefined;
  const isFree = step === '*' || step === '[]';
  const below = isFree ? Object.values(document) : [Object.hasOwn(document, step) ? Object(document)[step] : undefined];
  for (const value of below) {
    const found = valueAt(value, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}
