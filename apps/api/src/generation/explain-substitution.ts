import { type Catalog, describeExclusion, type Plan } from '@penstock/router';

/** The facts that decide whether another model served than the requested one. */
export type Served = {
  /** The model as the caller named it; null if it named none. */
  requestedModel: string | null;
  modelId: string | null;
  attempts: readonly { modelId: string; outcome: string; errorKind: string | null }[];
};

/** Whether the model that served differs from the requested one. */
export function isSubstituted(
  { requestedModel, modelId }: Omit<Served, 'attempts'>,
  catalog: Pick<Catalog, 'resolve'>,
): boolean {
  if (requestedModel === null || modelId === null || requestedModel === modelId) return false;
  return catalog.resolve(requestedModel)?.id !== modelId;
}

const fates: Readonly<Record<string, string>> = {
  skipped: 'it was skipped',
  outrun: 'another model answered first',
};

/** Explains in one sentence which model served instead of the requested one, and why. */
export function explainSubstitution(
  { requestedModel, modelId, attempts }: Served,
  plan: Pick<Plan, 'exclusions' | 'staticExclusions'>,
  catalog: Pick<Catalog, 'resolve'>,
): string {
  const named = catalog.resolve(requestedModel ?? '')?.id ?? requestedModel;
  const sentence = `'${requestedModel}' was requested, but '${modelId}' answered`;
  const attempt = attempts.find((each) => each.modelId === named && each.outcome !== 'succeeded');
  if (attempt !== undefined) {
    const code = attempt.errorKind === null ? '' : ` (${attempt.errorKind})`;
    return `${sentence}: ${fates[attempt.outcome] ?? 'its call failed'}${code}.`;
  }
  const exclusions = [...plan.exclusions, ...(plan.staticExclusions?.exclusions ?? [])];
  const exclusion = exclusions.find((each) => each.modelId === named || each.modelId === requestedModel);
  return exclusion === undefined
    ? `${sentence}.`
    : `${sentence}: the plan left it out (${describeExclusion(exclusion)}).`;
}
