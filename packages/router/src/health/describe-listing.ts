import { describeNames } from './describe-names.ts';
import type { ProbeResult } from './provider-health.ts';

/** An operator's remedy if a provider lists other names. */
export const upstreamNameHint = 'correct upstream_name in the policy';

/** Describes a list of models, the names most similar to `wanted` first: `up lists 2 models ('a', 'b')`. */
export function describeListing(
  { providerId, modelNames }: Pick<ProbeResult, 'providerId' | 'modelNames'>,
  wanted: string,
): string {
  const count = modelNames.length === 1 ? '1 model' : `${modelNames.length} models`;
  return `${providerId} lists ${count} (${describeNames(modelNames, wanted)})`;
}

/** Describes a model whose upstream name is not in a list. No full stop. */
export function describeUnlisted(
  probe: Pick<ProbeResult, 'providerId' | 'modelNames'>,
  { modelId, upstreamName }: { modelId: string; upstreamName: string },
): string {
  return `${describeListing(probe, upstreamName)}, but not '${upstreamName}': ${upstreamNameHint} for ${modelId}`;
}
