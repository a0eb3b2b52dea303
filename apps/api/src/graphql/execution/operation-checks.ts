import {
  type DocumentNode,
  type ExecutionArgs,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { measureJson } from '../../json/json-bounds.ts';
import { checkVariables } from './check-variables.ts';
import type { CostFacts } from './field-cost.ts';
import { inputBounds } from './input-bounds.ts';
import { measureOperation, type OperationSize } from './operation-size.ts';
import type { QueryLimits } from './query-limits.ts';
import { operationRefusal } from './refuse-operation.ts';

/** The size of an operation that may run. */
export type CheckedOperation = Pick<OperationSize, 'fields' | 'work' | 'rootFields'>;

export type OperationChecksOptions = {
  schema: GraphQLSchema;
  limits: QueryLimits;
};

/** The sizes of a document's operations by name. Only sizes that are the same for every call are stored. */
type SizesByName = Map<string, OperationSize>;

/**
 * Decides whether an operation may run, before it runs. The cost is computed from the document, the variables and the
 * catalog.
 */
export class OperationChecks {
  readonly #schema: GraphQLSchema;
  readonly #limits: QueryLimits;
  readonly #sizes = new WeakMap<DocumentNode, SizesByName>();

  constructor({ schema, limits }: OperationChecksOptions) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /**
   * Null if the document does not have the operation; execution reports that. Throws a `GraphQLError` with code
   * BAD_USER_INPUT and one sentence with the measured figure and the limit.
   */
  check(
    args: Pick<ExecutionArgs, 'document' | 'variableValues' | 'operationName'>,
    facts: () => CostFacts,
  ): CheckedOperation | null {
    const variables = args.variableValues ?? {};
    this.#measureVariables(variables);
    const operation = operationOf(args);
    if (operation === null) return null;
    checkVariables(this.#schema, operation, variables);
    const size = this.#sizeOf(args.document, operation, variables, facts);
    this.#checkSize(size);
    this.#checkInputs(size, variables);
    return size;
  }

  #sizeOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    facts: () => CostFacts,
  ): OperationSize {
    const operationName = operation.name?.value ?? '';
    const known = this.#sizes.get(document)?.get(operationName);
    if (known !== undefined) return known;
    const using = { schema: this.#schema, fragments: fragmentsOf(document), variables, facts };
    const size = measureOperation(operation, using);
    if (size.isFixed) this.#keep(document, operationName, size);
    return size;
  }

  #keep(document: DocumentNode, operationName: string, size: OperationSize): void {
    const sizes = this.#sizes.get(document);
    if (sizes === undefined) this.#sizes.set(document, new Map([[operationName, size]]));
    else sizes.set(operationName, size);
  }

  #measureVariables(variables: Readonly<Record<string, unknown>>): void {
    const { variableValues, variableDepth } = this.#limits;
    const { depth, values } = measureJson(variables, { values: variableValues });
    if (depth > variableDepth) {
      throw operationRefusal(
        `The variables nest objects and lists ${depth} deep; at most ${variableDepth} are allowed.`,
      );
    }
    if (values > variableValues) {
      throw operationRefusal(`The variables have more than ${variableValues} values; at most that many are allowed.`);
    }
  }

  #checkSize({ depth, fields, work, mutations, providerCalls }: OperationSize): void {
    const limits = this.#limits;
    if (depth > limits.depth) throw refusal(`nests fields ${depth} deep`, limits.depth);
    if (mutations > limits.mutations) throw refusal(`has ${mutations} mutations`, limits.mutations);
    if (providerCalls > limits.providerCalls) {
      throw refusal(`could cause ${providerCalls} calls to providers`, limits.providerCalls);
    }
    if (fields + work <= limits.fields) return;
    const problem =
      work === 0
        ? `could return ${fields} fields`
        : `could return ${fields} fields, and needs the work of ${work} more`;
    throw refusal(problem, limits.fields, ': ask for fewer or shorter lists, or in several requests');
  }

  /** Several fields may use the same long text. */
  #checkInputs({ inputs }: OperationSize, variables: Readonly<Record<string, unknown>>): void {
    let characters = 0;
    for (const [name, uses] of inputs) {
      // A variable used once is no longer than the request itself.
      if (uses > 1) characters += uses * charactersIn(variables[name]);
    }
    if (characters <= this.#limits.inputCharacters) return;
    throw refusal(
      `gives its fields ${characters} characters, with each variable counted at every use`,
      this.#limits.inputCharacters,
    );
  }
}

function refusal(problem: string, most: number, advice = ''): GraphQLError {
  return operationRefusal(`The operation ${problem}; at most ${most} are allowed${advice}.`);
}

function operationOf({
  document,
  operationName,
}: Pick<ExecutionArgs, 'document' | 'operationName'>): OperationDefinitionNode | null {
  const { length } = operationName ?? '';
  if (length > inputBounds.nameCharacters) {
    throw operationRefusal(
      `The operation's name has ${length} characters; at most ${inputBounds.nameCharacters} are allowed.`,
    );
  }
  return getOperationAST(document, operationName === '' ? null : operationName) ?? null;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** The total length of the texts within a JSON value. */
function charactersIn(value: unknown): number {
  let characters = 0;
  const waiting: unknown[] = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === 'string') characters += one.length;
    else if (typeof one === 'object' && one !== null) {
      // Not spread: a list may have more items than a call takes arguments. An undefined member would end the loop.
      for (const held of Object.values(one)) if (held !== undefined) waiting.push(held);
    }
  }
  return characters;
}
