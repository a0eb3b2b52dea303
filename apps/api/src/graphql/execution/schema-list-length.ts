import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType } from 'graphql';

/** The lengths of introspection lists, by `Type.field`. */
type Lengths = {
  /** The average over all types: their sum is the whole schema. */
  average: ReadonlyMap<string, number>;
  /** The longest list of any type, because the caller chooses the type. */
  longest: ReadonlyMap<string, number>;
};

const known = new WeakMap<GraphQLSchema, Lengths>();

/**
 * The length of an introspection list: the average if all types are listed at once, else the longest. Undefined for
 * fields of other types.
 */
export function schemaListLength(
  schema: GraphQLSchema,
  place: { typeName: string; fieldName: string; ofAllTypes: boolean },
): number | undefined {
  if (!place.typeName.startsWith('__')) return undefined;
  let lengths = known.get(schema);
  if (lengths === undefined) {
    lengths = measure(schema);
    known.set(schema, lengths);
  }
  return (place.ofAllTypes ? lengths.average : lengths.longest).get(`${place.typeName}.${place.fieldName}`);
}

function measure(schema: GraphQLSchema): Lengths {
  const types = Object.values(schema.getTypeMap());
  const lists = new Map<string, number[]>();
  const note = (name: string, length: number): void => {
    const lengths = lists.get(name);
    if (lengths === undefined) lists.set(name, [length]);
    else lengths.push(length);
  };
  for (const type of types) {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    note('__Type.fields', fields.length);
    for (const { args } of fields) note('__Field.args', args.length);
    note('__Type.interfaces', isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0);
    note('__Type.inputFields', isInputObjectType(type) ? Object.keys(type.getFields()).length : 0);
    note('__Type.enumValues', isEnumType(type) ? type.getValues().length : 0);
    note('__Type.possibleTypes', isUnionType(type) ? type.getTypes().length : 0);
  }
  for (const { args } of schema.getDirectives()) note('__Directive.args', args.length);
  const whole: [string, number][] = [
    ['__Schema.types', types.length],
    ['__Schema.directives', schema.getDirectives().length],
    // About half of the types in use are lists or not null, which wrap another type.
    ['__Type.ofType', 0.5],
  ];
  const of = (merge: (lengths: readonly number[]) => number): ReadonlyMap<string, number> =>
    new Map([...whole, ...[...lists].map(([name, lengths]): [string, number] => [name, merge(lengths)])]);
  return {
    average: of((lengths) => lengths.reduce((sum, length) => sum + length, 0) / lengths.length),
    longest: of((lengths) => Math.max(...lengths)),
  };
}
