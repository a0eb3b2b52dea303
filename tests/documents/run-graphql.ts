import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { isObject } from './differences.ts';

export type Target = { graphqlUrl: string; key: string };

/** Subscriptions that end by themselves. For all others, only the first event is read. */
const endingFields: ReadonlySet<string> = new Set(['generate', 'generation', 'batch']);

/** Maximum wait for the first event of an endless subscription, and for an answer. Milliseconds. */
const longestMs = 100_000;

/**
 * Sends an operation of a document, and returns its answer, or the list of the events of a subscription. `known`
 * contains the latest value of each name. Variables get their values from it, and the values of the answer are added to
 * it.
 */
export async function runGraphql(
  query: string,
  known: Map<string, unknown>,
  { graphqlUrl, key }: Target,
): Promise<unknown> {
  const operation = operationOf(parse(query));
  const isSubscription = operation.operation === 'subscription';
  const leave = new AbortController();
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: isSubscription ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify({ query, variables: variablesOf(operation, known) }),
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(longestMs)]),
  });
  const answer = isSubscription
    ? await readEvents(response, endingFields.has(rootFieldOf(operation)))
    : await response.json();
  leave.abort();
  learn(answer, known);
  return answer;
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const [operation, ...others] = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined || others.length > 0) throw new Error('An example must be one operation.');
  return operation;
}

function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [field] = selectionSet.selections;
  return field?.kind === Kind.FIELD ? field.name.value : '';
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode, known: Map<string, unknown>): object {
  const values = variableDefinitions.map(({ variable, defaultValue, type }) => {
    const name = variable.name.value;
    if (!known.has(name) && defaultValue === undefined && type.kind === Kind.NON_NULL_TYPE) {
      throw new Error(`No answer before this example has a member '${name}' for its variable.`);
    }
    return [name, known.get(name)] as const;
  });
  return Object.fromEntries(values);
}

/** The data of all events, or only of the first event. */
async function readEvents(response: Response, toEnd: boolean): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  let rest = '';
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: ?(\{.*\})$/m.exec(block)?.[1];
      if (data !== undefined) events.push(JSON.parse(data));
    }
    if (!toEnd && events.length > 0) break;
  }
  return events;
}

function learn(value: unknown, known: Map<string, unknown>): void {
  if (Array.isArray(value)) for (const item of value) learn(item, known);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'object') learn(inner, known);
    else known.set(name, inner);
  }
}
