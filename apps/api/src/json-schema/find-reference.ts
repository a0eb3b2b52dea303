import { SchemaError } from './schema-error.ts';
import { isSchema, placeOf, type Schema, type Subschema } from './walk-schema.ts';

/** Names that references may use in addition to JSON pointers. */
export type Anchors = {
  byName: ReadonlyMap<string, Schema>;
  /** Whether a nested schema has an `$id`, which changes how references resolve. */
  hasIds: boolean;
};

export function readAnchors(root: Schema, subschemas: ReadonlyMap<Schema, Subschema>): Anchors {
  const byName = new Map<string, Schema>();
  let hasIds = false;
  for (const schema of subschemas.keys()) {
    if (typeof schema.$anchor === 'string') byName.set(schema.$anchor, schema);
    if (typeof schema.$dynamicAnchor === 'string') byName.set(schema.$dynamicAnchor, schema);
    hasIds ||= schema !== root && typeof schema.$id === 'string';
  }
  return { byName, hasIds };
}

/** The schema that a reference points to. Throws a `SchemaError` for a reference without a target in the schema. */
export function findReference(
  reference: string,
  from: Subschema,
  root: Schema,
  subschemas: ReadonlyMap<Schema, Subschema>,
  { byName }: Anchors,
): Schema {
  const shown = reference.length > 80 ? `${reference.slice(0, 77)}…` : reference;
  if (!reference.startsWith('#')) {
    throw new SchemaError(
      `${placeOf(from)}/$ref`,
      `refers to '${shown}': only references within the schema are allowed, as '#/$defs/name'`,
    );
  }
  const fragment = decode(reference.slice(1));
  const target = fragment === '' || fragment.startsWith('/') ? follow(root, fragment) : byName.get(fragment);
  if (typeof target === 'boolean') return {};
  if (isSchema(target) && subschemas.has(target)) return target;
  throw new SchemaError(`${placeOf(from)}/$ref`, `refers to '${shown}', which is not a schema`);
}

function follow(root: Schema, pointer: string): unknown {
  let target: unknown = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, key)) return undefined;
    target = Reflect.get(target, key);
  }
  return target;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
