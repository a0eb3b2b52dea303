import { countCalls, type Generation } from '../generation/generation.ts';
import { usdText } from './answer-headers.ts';

/** The name of a setting in a protocol: `max_tokens` for `maxOutputTokens`. */
export type MemberName = (path: string) => string;

/** The member `penstock` of an answer, with facts that its protocol cannot express. `cost_usd` null: unpriced. */
export function toPenstockFacts(
  { id, modelId, attempts, cost, cacheStatus, warnings: served }: Generation,
  nameOf: MemberName,
) {
  const warnings = toWarnings(served, nameOf);
  return {
    generation_id: id,
    model: modelId,
    attempts: countCalls(attempts),
    cost_usd: cost === null ? null : Number(usdText(cost.totalUsd)),
    ...(cacheStatus !== null && { cache_status: cacheStatus }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** The warnings about members that were changed or left out, with the names of a protocol. */
export function toWarnings(warnings: Generation['warnings'], nameOf: MemberName) {
  return warnings.map(({ path, action, message }) => {
    const name = nameOf(path);
    return { code: action.toUpperCase(), message: message.replace(`'${path}'`, `'${name}'`), path: name };
  });
}

/**
 * Converts names to the usual form of protocols: `parallel_tool_calls` for `parallelToolCalls`. `own`: names that
 * differ in this protocol. Names of the callers' own members stay unchanged.
 */
export function memberNames(own: Readonly<Record<string, string>>): MemberName {
  return (path) => {
    if (Object.hasOwn(own, path)) return own[path] ?? path;
    return /^[a-z]+(?:[A-Z][a-z]*)+$/.test(path) ? path.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`) : path;
  };
}
