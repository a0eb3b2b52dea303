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
  /** The default in words, when it is not a constant. */
  'x-default'?: string;
};

/** The published schema of the policy file. A test checks that all of it has this form. */
export const policySchema = schema as unknown as SchemaNode;

/** A member of the policy: its schema, and whether the document must contain it. */
export type Member = { name: string; node: SchemaNode; isRequired: boolean };

/** The alternative forms of a value. A value is valid when it fits one of them. */
export function formsOf(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(formsOf);
}

/** The named members of an object, without those of free names. */
export function membersOf(node: SchemaNode): readonly Member[] {
  const members = new Map<string, Member>();
  for (const form of formsOf(node)) {
    for (const [name, member] of Object.entries(form.properties ?? {})) {
      members.set(name, { name, node: member, isRequired: form.required?.includes(name) ?? false });
    }
  }
  return [...members.values()];
}

/**
 * The schema of an object's member, by its own name or by the rule for free names. Null when the member is not allowed.
 */
export function memberOf(node: SchemaNode, name: string): SchemaNode | null {
  const found = formsOf(node).flatMap(({ properties, additionalProperties }) => {
    const member = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (member !== undefined) return [member];
    return typeof additionalProperties === 'object' ? [additionalProperties] : [];
  });
  return joined(found);
}

/** The schema of a list's entries; null when a list is not allowed. */
export function entryOf(node: SchemaNode): SchemaNode | null {
  return joined(formsOf(node).flatMap(({ items }) => (items === undefined ? [] : [items])));
}

/**
 * The schema at a path: names of members, and `[]` for an entry of a list. Null for a path that the schema does not
 * have.
 */
export function schemaAt(path: readonly string[], root: SchemaNode = policySchema): SchemaNode | null {
  let node: SchemaNode | null = root;
  for (const step of path) node = node && (step === '[]' ? entryOf(node) : memberOf(node, step));
  return node;
}

/** A schema that accepts each of these. An object keeps the members of all forms. */
function joined(nodes: readonly SchemaNode[]): SchemaNode | null {
  const [first, ...others] = nodes;
  if (first === undefined) return null;
  return others.length === 0 ? first : { anyOf: nodes };
}
