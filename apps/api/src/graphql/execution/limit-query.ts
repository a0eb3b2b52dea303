import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** How large an operation may be. */
export type QueryLimits = {
  /** Fields within fields. */
  depth: number;
  /** Fields that an answer may have, with every list counted as `listLength` items or as many as `first` asks for. */
  fields: number;
  listLength: number;
};

export const defaultQueryLimits: QueryLimits = { depth: 15, fields: 100_000, listLength: 20 };

type Size = { depth: number; fields: number };

/**
 * A validation rule that refuses operations whose answer could be endless: models of providers of models of providers.
 * Introspection has a limit of its own in the language's rules.
 */
export function limitQuery(limits: QueryLimits): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    OperationDefinition(node: OperationDefinitionNode) {
      const size = new SizeMeter(context, limits).measure(node);
      if (size.depth > limits.depth) {
        context.reportError(refusal(`nests fields ${size.depth} deep; at most ${limits.depth} are allowed`, node));
      } else if (size.fields > limits.fields) {
        context.reportError(
          refusal(
            `could return ${size.fields} fields; at most ${limits.fields} are allowed: ask for fewer or shorter lists`,
            node,
          ),
        );
      }
      return false;
    },
  });
}

function refusal(problem: string, node: OperationDefinitionNode): GraphQLError {
  return new GraphQLError(`The operation ${problem}.`, { nodes: node, extensions: { code: 'BAD_USER_INPUT' } });
}

type Parent = ReturnType<ValidationContext['getParentType']> | undefined;

/** Adds up what an operation may return. Fragments are measured once, however often they are spread. */
class SizeMeter {
  private readonly context: ValidationContext;
  private readonly limits: QueryLimits;
  private readonly fragments = new Map<string, Size>();

  constructor(context: ValidationContext, limits: QueryLimits) {
    this.context = context;
    this.limits = limits;
  }

  measure(operation: OperationDefinitionNode): Size {
    return this.ofSelections(operation.selectionSet, this.context.getSchema().getRootType(operation.operation));
  }

  private ofSelections(set: SelectionSetNode, parent: Parent): Size {
    const sum: Size = { depth: 0, fields: 0 };
    for (const selection of set.selections) {
      const size = this.ofSelection(selection, parent);
      sum.depth = Math.max(sum.depth, size.depth);
      sum.fields += size.fields;
    }
    return sum;
  }

  private ofSelection(selection: SelectionNode, parent: Parent): Size {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.ofField(selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const name = selection.typeCondition?.name.value;
        return this.ofSelections(selection.selectionSet, name === undefined ? parent : this.compositeType(name));
      }
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.context.getFragment(selection.name.value);
        return fragment == null ? { depth: 0, fields: 0 } : this.ofFragment(fragment);
      }
    }
  }

  private ofFragment(fragment: FragmentDefinitionNode): Size {
    const { value: name } = fragment.name;
    const known = this.fragments.get(name);
    if (known !== undefined) return known;
    // A fragment that holds itself is refused by another rule; here it only must not go round for ever.
    this.fragments.set(name, { depth: 0, fields: 0 });
    const size = this.ofSelections(fragment.selectionSet, this.compositeType(fragment.typeCondition.name.value));
    this.fragments.set(name, size);
    return size;
  }

  private ofField(node: FieldNode, parent: Parent): Size {
    if (node.name.value.startsWith('__')) return { depth: 0, fields: 0 };
    if (node.selectionSet === undefined) return { depth: 1, fields: 1 };
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field === undefined ? undefined : getNamedType(field.type);
    const inner = this.ofSelections(node.selectionSet, isCompositeType(type) ? type : undefined);
    const isList = field !== undefined && isListType(getNullableType(field.type));
    const times = (isList ? this.limits.listLength : 1) * Math.max(1, firstOf(node) / this.limits.listLength);
    return { depth: inner.depth + 1, fields: Math.ceil(1 + inner.fields * times) };
  }

  private compositeType(name: string): Parent {
    const type = this.context.getSchema().getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** The page size that a field asks for in plain figures; 0 where it does not. */
function firstOf(node: FieldNode): number {
  const argument = node.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last');
  return argument?.value.kind === Kind.INT ? Number(argument.value.value) : 0;
}
