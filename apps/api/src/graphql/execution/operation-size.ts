import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { type ArgumentReader, type CostFacts, costOf, type FieldCost } from './field-cost.ts';
import { schemaListLength } from './schema-list-length.ts';

/** The size of an operation, as far as it is known before the operation runs. */
export type OperationSize = {
  /** Levels of nested fields, without introspection. */
  depth: number;
  /** The most fields of the answer. */
  fields: number;
  /** Work in addition to the answer, in fields. */
  work: number;
  providerCalls: number;
  /** Fields of the root type. */
  rootFields: number;
  /** 0 for queries and subscriptions. */
  mutations: number;
  /** For each variable, the number of its uses in fields whose work grows with their input. */
  inputs: ReadonlyMap<string, number>;
  /** Whether other variables and another catalog give the same size. */
  isFixed: boolean;
};

/** The context of a measurement. */
export type MeasuredWith = {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
  facts(): CostFacts;
};

/** Assumed length of a list if neither the operation nor its field gives one. */
const usualItems = 20;

type Size = { depth: number; fields: number; work: number };

const nothing: Size = { depth: 0, fields: 0, work: 0 };

type Parent = ReturnType<GraphQLSchema['getType']>;

/** Measures an operation. Visits each fragment once, however often it is spread. Also measures invalid operations. */
export function measureOperation(operation: OperationDefinitionNode, using: MeasuredWith): OperationSize {
  return new OperationMeter(operation, using).measure();
}

class OperationMeter {
  readonly #operation: OperationDefinitionNode;
  readonly #using: MeasuredWith;
  readonly #fragments = new Map<string, Size>();
  readonly #inputs = new Map<string, number>();
  #isFixed = true;
  /** Within a list of all items, each once: their total size is known. */
  #isOfAll = false;

  constructor(operation: OperationDefinitionNode, using: MeasuredWith) {
    this.#operation = operation;
    this.#using = using;
  }

  measure(): OperationSize {
    const { operation, selectionSet } = this.#operation;
    const root = this.#using.schema.getRootType(operation) ?? undefined;
    const { depth, fields, work } = this.#ofSelections(selectionSet, root);
    const rootFields = new Map<string, FieldNode>();
    this.#collectRootFields(selectionSet, rootFields, new Set());
    let providerCalls = 0;
    for (const node of rootFields.values()) providerCalls += this.#callsOf(node, this.#costIn(root, node));
    return {
      depth,
      fields,
      work,
      providerCalls,
      rootFields: rootFields.size,
      mutations: operation === OperationTypeNode.MUTATION ? rootFields.size : 0,
      inputs: this.#inputs,
      isFixed: this.#isFixed,
    };
  }

  /** Fields with the same name in the answer are one field. */
  #collectRootFields(set: SelectionSetNode, found: Map<string, FieldNode>, visited: Set<string>): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        if (!found.has(name)) found.set(name, selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#collectRootFields(selection.selectionSet, found, visited);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = this.#using.fragments.get(selection.name.value);
        if (fragment !== undefined) this.#collectRootFields(fragment.selectionSet, found, visited);
      }
    }
  }

  #callsOf(node: FieldNode, cost: FieldCost | undefined): number {
    if (cost?.readsInput === true) {
      for (const { value } of node.arguments ?? []) this.#noteInputs(value);
    }
    const calls = cost?.providerCalls ?? 0;
    if (typeof calls === 'number') return calls;
    this.#isFixed = false;
    return calls(this.#readerOf(node), this.#using.facts());
  }

  #noteInputs(value: ValueNode): void {
    if (value.kind === Kind.VARIABLE) {
      this.#inputs.set(value.name.value, (this.#inputs.get(value.name.value) ?? 0) + 1);
    } else if (value.kind === Kind.LIST) {
      for (const item of value.values) this.#noteInputs(item);
    } else if (value.kind === Kind.OBJECT) {
      for (const field of value.fields) this.#noteInputs(field.value);
    }
  }

  #ofSelections(set: SelectionSetNode, parent: Parent): Size {
    const sum: Size = { depth: 0, fields: 0, work: 0 };
    for (const selection of set.selections) {
      const size = this.#ofSelection(selection, parent);
      sum.depth = Math.max(sum.depth, size.depth);
      sum.fields += size.fields;
      sum.work += size.work;
    }
    return sum;
  }

  #ofSelection(selection: SelectionNode, parent: Parent): Size {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.#ofField(selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const name = selection.typeCondition?.name.value;
        const type = name === undefined ? parent : this.#using.schema.getType(name);
        return this.#ofSelections(selection.selectionSet, type);
      }
      case Kind.FRAGMENT_SPREAD:
        return this.#ofFragment(selection.name.value);
    }
  }

  #ofFragment(name: string): Size {
    const key = this.#isOfAll ? `${name} of all` : name;
    const known = this.#fragments.get(key);
    if (known !== undefined) return known;
    const fragment = this.#using.fragments.get(name);
    // A fragment that spreads itself is refused elsewhere. Here the loop only has to end.
    this.#fragments.set(key, nothing);
    if (fragment === undefined) return nothing;
    const size = this.#ofSelections(
      fragment.selectionSet,
      this.#using.schema.getType(fragment.typeCondition.name.value),
    );
    this.#fragments.set(key, size);
    return size;
  }

  #ofField(node: FieldNode, parent: Parent): Size {
    const field = fieldOf(parent, node.name.value);
    const cost = costOf(field);
    const work = cost?.work ?? 0;
    const depth = node.name.value.startsWith('__') ? 0 : 1;
    if (node.selectionSet === undefined) return { depth, fields: 1, work };
    const type = field === undefined ? undefined : getNamedType(field.type);
    const times = this.#timesOf(node, parent, field, cost);
    const wasOfAll = this.#isOfAll;
    this.#isOfAll = cost?.listsAll === true || keepsAll(wasOfAll, parent, node);
    const inner = this.#ofSelections(node.selectionSet, isCompositeType(type) ? type : undefined);
    this.#isOfAll = wasOfAll;
    return {
      depth: depth === 0 ? 0 : inner.depth + 1,
      fields: Math.ceil(1 + inner.fields * times),
      // A loader loads once for all items of a list.
      work: work + inner.work,
    };
  }

  #timesOf(
    node: FieldNode,
    parent: Parent,
    field: GraphQLField<unknown, unknown> | undefined,
    cost: FieldCost | undefined,
  ): number {
    const place = { typeName: parent?.name ?? '', fieldName: node.name.value, ofAllTypes: this.#isOfAll };
    const items = cost?.items ?? schemaListLength(this.#using.schema, place);
    if (typeof items === 'number') return items;
    if (items !== undefined) {
      this.#isFixed = false;
      return items(this.#using.facts(), this.#isOfAll);
    }
    const isList = field !== undefined && isListType(getNullableType(field.type));
    const asked = Math.max(this.#pageSize(node, 'first'), this.#pageSize(node, 'last'));
    return (isList ? usualItems : 1) * Math.max(1, asked / usualItems);
  }

  /** The requested page size of a field; 0 if none is given. */
  #pageSize(node: FieldNode, name: string): number {
    const argument = node.arguments?.find((one) => one.name.value === name);
    if (argument?.value.kind === Kind.VARIABLE) this.#isFixed = false;
    const value = argument === undefined ? undefined : this.#valueOf(argument.value);
    return typeof value === 'number' && value > 0 ? value : 0;
  }

  #costIn(parent: Parent, node: FieldNode): FieldCost | undefined {
    return costOf(fieldOf(parent, node.name.value));
  }

  #readerOf(node: FieldNode): ArgumentReader {
    return (name, ...path) => {
      const argument = node.arguments?.find((one) => one.name.value === name);
      let value = argument === undefined ? undefined : this.#valueOf(argument.value);
      for (const member of path) value = isRecord(value) ? value[member] : undefined;
      return value;
    };
  }

  /** The value of a literal or a variable, before it is checked and converted. */
  #valueOf(node: ValueNode): unknown {
    switch (node.kind) {
      case Kind.VARIABLE:
        return this.#variable(node.name.value);
      case Kind.INT:
      case Kind.FLOAT:
        return Number(node.value);
      case Kind.LIST:
        return node.values.map((value) => this.#valueOf(value));
      case Kind.OBJECT:
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, this.#valueOf(value)]));
      case Kind.NULL:
        return null;
      default:
        return node.value;
    }
  }

  #variable(name: string): unknown {
    const given = Object.hasOwn(this.#using.variables, name) ? this.#using.variables[name] : undefined;
    if (given !== undefined) return given;
    const definition = this.#operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    return definition?.defaultValue === undefined ? undefined : this.#valueOf(definition.defaultValue);
  }
}

function fieldOf(parent: Parent, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/**
 * Within a list of all types of a schema, their own lists have a known total too. This does not hold for the types of
 * fields, which the caller selects.
 */
function keepsAll(isOfAll: boolean, parent: Parent, node: FieldNode): boolean {
  if (parent?.name === '__Schema') return node.name.value === 'types' || node.name.value === 'directives';
  return isOfAll && parent?.name.startsWith('__') === true && node.name.value !== 'type';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
