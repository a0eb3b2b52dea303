import schema from '../../../../../../config/model_policies.schema.json' with { type: 'json' };

/** The part of JSON Schema that the policy's schema uses. */
export type SchemaNode = {
  description?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  properties?: Readonly<Record<string, SchemaNode>>;
  required?: readonly string[];
  additionalProperties?: boolean | SchemaNode;
  items?: SchemaNode;
  anyOf?: readonly SchemaNode[];
  default?: unknown;
  examples?: readonly unknown[];
  /** The unit of its figures. */
  'x-unit'?: string;
  /** The default in words, where it is no constant. */
  'x-default'?: string;
};

/** The published schema of the policy file. A test reads all of it in this form. */
export const policySchema = schema as unknown as SchemaNode;

/** A member of the policy: its schema, and whether the document must have it. */
export type Member = { name: string; node: SchemaNode; isRequired: boolean };

/** The forms that a value may have. A value that fits one of them is right. */
export function formsOf(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(formsOf);
}

/** The members that an object at this place may have. Those of free names are not among them. */
export function membersOf(node: SchemaNode): readonly Member[] {
  const members = new Map<string, Member>();
  for (const form of formsOf(node)) {
    for (const [name, member] of Object.entries(form.properties ?? {})) {
      members.set(name, { name, node: member, isRequired: form.required?.includes(name) ?? false });
    }
  }
  return [...members.values()];
}

/** The schema of an object's member, by its name or as one of free names; null where it may not stand. */
export function memberOf(node: SchemaNode, name: string): SchemaNode | null {
  const found = formsOf(node).flatMap(({ properties, additionalProperties }) => {
    const member = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (member !== undefined) return [member];
    return typeof additionalProperties === 'object' ? [additionalProperties] : [];
  });
  return joined(found);
}

/** The schema of a list's entries; null where no list may stand. */
export function entryOf(node: SchemaNode): SchemaNode | null {
  return joined(formsOf(node).flatMap(({ items }) => (items === undefined ? [] : [items])));
}

/** The schema at a path: names of members, and `[]` for an entry of a list. Null where the schema knows nothing. */
export function schemaAt(path: readonly string[], root: SchemaNode = policySchema): SchemaNode | null {
  let node: SchemaNode | null = root;
  for (const step of path) node = node && (step === '[]' ? entryOf(node) : memberOf(node, step));
  return node;
}

/** The schema of one of several. An object with other members in two forms keeps both. */
function joined(nodes: readonly SchemaNode[]): SchemaNode | null {
  const [first, ...others] = nodes;
  if (first === undefined) return null;
  return others.length === 0 ? first : { anyOf: nodes };
}
