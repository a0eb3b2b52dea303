import type { ExecutionResult, OperationDefinitionNode } from 'graphql';
import {
  collectFields,
  type EventProjection,
  objectTypeOf,
  type ProjectedOperation,
  projectEvent,
} from './project-event.ts';

/**
 * Gives the name of an event's GraphQL type. Set as `eventTypeOf` in the extensions of a subscription field whose
 * resolver returns the event itself. A field without it always uses the executor.
 */
type EventTypeOf = (event: object) => string;

/**
 * A faster way to answer the events of one subscription. It copies the properties of the event if all selected fields
 * of its type are properties. Measured per event: 12 µs through graphql-js's executor, 8 µs through that of
 * graphql-tools, well under 1 µs this way.
 */
export class EventProjector {
  readonly #responseName: string;
  readonly #beginning: string;
  readonly #projectionOf: (typeName: string) => EventProjection | null;
  readonly #eventTypeOf: EventTypeOf;
  readonly #known = new Map<string, EventProjection | null>();

  constructor(
    responseName: string,
    eventTypeOf: EventTypeOf,
    projectionOf: (typeName: string) => EventProjection | null,
  ) {
    this.#responseName = responseName;
    this.#beginning = `{"data":{${JSON.stringify(responseName)}:`;
    this.#eventTypeOf = eventTypeOf;
    this.#projectionOf = projectionOf;
  }

  /** The answer to one event as a result; null if the executor has to make it. */
  project(event: object): ExecutionResult | null {
    const projection = this.#find(event);
    return projection === null ? null : { data: { [this.#responseName]: projection.select(event) } };
  }

  /** The same as JSON text. */
  write(event: object): string | null {
    const projection = this.#find(event);
    return projection === null ? null : `${this.#beginning}${projection.write(event)}}}`;
  }

  #find(event: object): EventProjection | null {
    const typeName = this.#eventTypeOf(event);
    const known = this.#known.get(typeName);
    if (known !== undefined) return known;
    const projection = this.#projectionOf(typeName);
    this.#known.set(typeName, projection);
    return projection;
  }
}

/** Only directives read variables, and a projector that is kept must not keep the values of a request. */
const noVariables: ProjectedOperation['variableValues'] = { sources: {}, coerced: {} };

/**
 * The projectors of the subscriptions of one schema. Keeps those that depend on the document alone, each as long as its
 * parsed document.
 */
export class EventProjectors {
  readonly #kept = new WeakMap<OperationDefinitionNode, EventProjector | null>();

  /** Null for a subscription that needs the executor. */
  of({ schema, operation, fragmentDefinitions, variableValues }: ProjectedOperation): EventProjector | null {
    const mayHaveDirectives = operation.loc?.source.body.includes('@') ?? true;
    if (mayHaveDirectives) return createEventProjector({ schema, operation, fragmentDefinitions, variableValues });
    const kept = this.#kept.get(operation);
    if (kept !== undefined) return kept;
    const projector = createEventProjector({ schema, operation, fragmentDefinitions, variableValues: noVariables });
    this.#kept.set(operation, projector);
    return projector;
  }
}

/** Null for a subscription that needs the executor. */
function createEventProjector(args: ProjectedOperation): EventProjector | null {
  const root = args.schema.getSubscriptionType();
  if (root == null) return null;
  const fields = [...collectFields(args, [args.operation.selectionSet], root)];
  const [[responseName, nodes] = [], ...others] = fields;
  if (responseName === undefined || nodes === undefined || others.length > 0) return null;
  const eventTypeOf = readEventTypeOf(root.getFields()[nodes[0]?.name.value ?? '']?.extensions);
  if (eventTypeOf === null) return null;
  const selectionSets = nodes.map((node) => node.selectionSet).filter((set) => set !== undefined);
  return new EventProjector(responseName, eventTypeOf, (typeName) => {
    const type = objectTypeOf(args, typeName);
    return type === null ? null : projectEvent(args, selectionSets, type);
  });
}

function readEventTypeOf(extensions: Readonly<Record<string | symbol, unknown>> | undefined): EventTypeOf | null {
  const value = extensions?.eventTypeOf;
  return typeof value === 'function' ? (event) => value(event) : null;
}
