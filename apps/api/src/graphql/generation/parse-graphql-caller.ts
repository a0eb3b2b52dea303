import type { Viewer } from '../../access/viewer.ts';
import type { Caller } from '../../generation/generation-request.ts';
import { clientAttribution, parseHeaderAttribution } from '../../generation/input/attribution.ts';
import { parseCaller, type UncheckedCaller } from '../../generation/input/parse-caller.ts';
import type { GraphqlContext } from '../context.ts';

/** The request of an operation. */
export type RequestFacts = Pick<GraphqlContext, 'attribution' | 'requestId'>;

/** The path of a field in the input of an operation, or of a list item: `input.fallbackModels.0`. */
export function inputPath(field: string, index?: number): string {
  return index === undefined ? `input.${field}` : `input.${field}.${index}`;
}

/** The caller, from the input, else from the headers of its request. BAD_USER_INPUT names the field or the header. */
export function parseGraphqlCaller(input: UncheckedCaller, viewer: Viewer, sender?: RequestFacts): Caller {
  if (sender === undefined) return parseCaller(input, inputPath, viewer);
  const { attribution, requestId } = sender;
  const others = attribution == null ? [] : [parseHeaderAttribution(attribution), clientAttribution(attribution)];
  const { client = null, traceparent = null } = attribution ?? {};
  const origin = { requestId, endpoint: '/graphql', keyPrefix: viewer.keyPrefix ?? null, client, traceparent };
  return { ...parseCaller(input, inputPath, viewer, others), origin };
}
