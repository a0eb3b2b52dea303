import type { IncomingHttpHeaders } from 'node:http';
import { costPreferences } from '@penstock/router';
import { z } from 'zod';
import type { Viewer } from '../access/viewer.ts';
import { InputError } from '../errors/service-error.ts';
import type { Caller, Origin, Routing } from '../generation/generation-request.ts';
import { clientAttribution, parseHeaderAttribution } from '../generation/input/attribution.ts';
import { parseCaller } from '../generation/input/parse-caller.ts';
import { parseName } from '../generation/input/parse-limits.ts';
import { parseRouting } from '../generation/input/parse-routing.ts';
import { type Exchange, viewerOf } from '../http/endpoint.ts';
import { type AttributionHeaders, readAttributionHeaders } from '../http/read-attribution.ts';
import { anyObject, list, mostNames, name } from './bounded.ts';
import type { KnownWords } from './known-names.ts';
import { parseModelChoice } from './parse-model-choice.ts';
import { readAttribution } from './read-attribution.ts';

/** The longest text of a number, characters. */
const mostDigits = 100;

/** Penstock's own members of a body, for routing and the caller. They are the same in every protocol of `/v1`. */
export const routingMembers = {
  model: name.nullish(),
  /** As with OpenRouter: first `model` if it is given, then these in their order. */
  models: list(name, mostNames).nullish(),
  /** A provider's id. An object belongs to OpenRouter, and goes to the provider. */
  provider: z.union([z.string(), anyObject]).nullish(),
  preferred_provider: z.string().nullish(),
  preferred_model: z.string().nullish(),
  strategy: name.nullish(),
  chain: z.string().nullish(),
  fallback_models: list(z.string(), mostNames).nullish(),
  enable_fallback: z.boolean().nullish(),
  task_type: z.string().nullish(),
  required_capabilities: list(z.string(), mostNames).nullish(),
  cost_preference: name.nullish(),
  max_latency_ms: z.number().nullish(),
  /** US dollars, also as the text of a decimal number. */
  cost_limit: z
    .union([
      z.number(),
      z
        .string()
        .max(mostDigits)
        .regex(/^\d+(\.\d+)?$/),
    ])
    .nullish(),
  workspace_id: z.string().nullish(),
  execution_id: z.string().nullish(),
  metadata: z.unknown().optional(),
};

const routedBody = z.object(routingMembers);

/** The members of a body that are the same in every protocol of `/v1`. */
export type RoutedBody = z.output<typeof routedBody>;

/** The routing of a body. `sender`: its header may forbid fallbacks. Throws an `InputError` that names the member. */
export function readRouting(body: RoutedBody, known: KnownWords, sender?: Pick<Sender, 'forbidsFallback'>): Routing {
  const chain = parseName(body.chain, 'chain');
  const [model, ...others] = namedModels(body);
  const choice = parseModelChoice({ model, chain, strategy: body.strategy ?? null }, known);
  const input = {
    ...choice,
    provider: typeof body.provider === 'string' ? body.provider : null,
    preferredModel: body.preferred_model,
    preferredProvider: body.preferred_provider,
    fallbackModels: others.length === 0 ? body.fallback_models : [...others, ...(body.fallback_models ?? [])],
    enableFallback: body.enable_fallback ?? (sender?.forbidsFallback === true ? false : null),
    taskType: body.task_type,
    requiredCapabilities: body.required_capabilities,
    costPreference: readCostPreference(body.cost_preference ?? null),
    maxLatencyMs: body.max_latency_ms,
    costLimitUsd: body.cost_limit,
  };
  return parseRouting(input, memberPath, known);
}

/** The first is the model; the others are its fallbacks. */
function namedModels({ model, models }: RoutedBody): readonly [string, ...string[]] {
  const [first, ...others] = [...new Set([...(model == null ? [] : [model]), ...(models ?? [])])];
  if (first === undefined) throw new InputError('model', 'is missing: it must be a text');
  return [first, ...others];
}

/** The sender of a body. */
export type Sender = {
  viewer: Viewer;
  attribution: AttributionHeaders | null;
  origin?: Origin;
  /** Whether `x-penstock-fallback: off` forbids other models. Absent: no. */
  forbidsFallback?: boolean;
};

/** The sender of a request that needed a key. */
export function senderOf(exchange: Exchange): Sender {
  const { request, requestId, path } = exchange;
  const viewer = viewerOf(exchange);
  const attribution = readAttributionHeaders(request.headers);
  const { client = null, traceparent = null } = attribution ?? {};
  const origin = { requestId, endpoint: path, keyPrefix: viewer.keyPrefix ?? null, client, traceparent };
  return { viewer, attribution, origin, ...(forbidsFallback(request.headers) && { forbidsFallback: true }) };
}

/** Throws an `InputError` for a value that is neither `off` nor `on`. */
function forbidsFallback({ 'x-penstock-fallback': header }: IncomingHttpHeaders): boolean {
  if (header === undefined) return false;
  const word = String(header).trim().toLowerCase();
  if (word === 'off' || word === 'on') return word === 'off';
  throw new InputError('x-penstock-fallback', "must be 'off' or 'on'");
}

/**
 * The caller of a body. Our headers give its end user, session and tags; else the body's members do; else a client's
 * header does. `members`: the body as received. Throws an `InputError` that names the member or the
 * header.
 */
export function readCaller(body: RoutedBody, { viewer, attribution, origin }: Sender, members: unknown): Caller {
  const { workspace_id: workspaceId, execution_id: executionId, metadata } = body;
  const others = [parseHeaderAttribution(attribution), readAttribution(members), clientAttribution(attribution ?? {})];
  const caller = parseCaller({ workspaceId, executionId, metadata }, memberPath, viewer, others);
  return origin === undefined ? caller : { ...caller, origin };
}

/** `fallback_models[0]` for the first of `fallbackModels`. */
function memberPath(field: string, index?: number): string {
  const member = field === 'costLimitUsd' ? 'cost_limit' : field.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);
  return index === undefined ? member : `${member}[${index}]`;
}

function readCostPreference(text: string | null) {
  if (text === null) return null;
  const known = costPreferences.find((one) => one === text.toUpperCase());
  if (known !== undefined) return known;
  throw new InputError('cost_preference', `must be one of ${costPreferences.join(', ')}, not '${text.slice(0, 80)}'`);
}
