import type { Catalog, Deployment, HealthStore, Model, ProbeResult, Prober, Provider } from '@penstock/router';
import type { HealthCheckResult, HealthCheckTarget } from './health-check.ts';
import { type Judgement, judgeAnswer, judgeName, judgeNames } from './judge-probe.ts';

export type HealthCheckTools = {
  catalog: Catalog;
  health: Pick<HealthStore, 'read'>;
  prober: Pick<Prober, 'probe'>;
};

/**
 * Checks providers now by their list of models, which is free of charge. Checks the provider of one model, one
 * provider, or all configured providers. AVAILABLE means that the model is in the list, or that recent calls succeeded.
 */
export async function checkHealth(
  target: HealthCheckTarget,
  tools: HealthCheckTools,
): Promise<readonly HealthCheckResult[]> {
  const { models, providers } = tools.catalog;
  if (target.modelId !== null) {
    return Promise.all(models.filter(({ id }) => id === target.modelId).map((model) => checkModel(model, tools)));
  }
  const asked = providers.filter(({ id, isConfigured }) =>
    target.providerId === null ? isConfigured : id === target.providerId,
  );
  return Promise.all(asked.map((provider) => checkProvider(provider, tools)));
}

/** The best result of its deployments. */
async function checkModel(model: Model, tools: HealthCheckTools): Promise<HealthCheckResult> {
  const results = await Promise.all(model.deployments.map((place) => checkDeployment(model, place, tools)));
  results.sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
  const [best] = results;
  if (best === undefined) throw new Error(`${model.id} has no deployment.`);
  return best;
}

const order: readonly HealthCheckResult['status'][] = ['AVAILABLE', 'SLOW', 'UNKNOWN', 'UNAVAILABLE'];

async function checkDeployment(
  { id: modelId }: Model,
  { providerId, upstreamName }: Deployment,
  { catalog, prober, health }: HealthCheckTools,
): Promise<HealthCheckResult> {
  const provider = catalog.findProvider(providerId);
  if (provider !== undefined && !provider.isConfigured) return { ...unconfigured(provider), modelId };
  const probe = await prober.probe(providerId);
  const { status, reason } = health.read(modelId);
  const proven = status === 'AVAILABLE' || status === 'SLOW' ? status : null;
  if (status === 'UNAVAILABLE' && probe.isReachable) {
    return toResult(probe, modelId, { status, message: reason ?? `${modelId} is unavailable.` });
  }
  const judgement =
    judgeAnswer(probe, provider?.isLocal ?? false, proven) ??
    (provider?.isSandbox === true ? judgeNames(probe, []) : judgeName(probe, modelId, upstreamName, proven));
  return toResult(probe, modelId, judgement);
}

async function checkProvider(provider: Provider, { catalog, prober }: HealthCheckTools): Promise<HealthCheckResult> {
  if (!provider.isConfigured) return unconfigured(provider);
  const probe = await prober.probe(provider.id);
  // The sandbox accepts any model name.
  const models = provider.isSandbox ? [] : catalog.models;
  const names = models
    .filter(({ isActive }) => isActive)
    .flatMap(({ deployments }) => deployments.filter(({ providerId }) => providerId === provider.id))
    .map(({ upstreamName }) => upstreamName);
  return toResult(probe, null, judgeAnswer(probe, provider.isLocal, null) ?? judgeNames(probe, names));
}

function unconfigured({ id, setupHint }: Provider): HealthCheckResult {
  const message = `${id} is not configured${setupHint === null ? '' : `: ${setupHint}`}.`;
  return { providerId: id, modelId: null, status: 'UNAVAILABLE', latencyMs: null, message };
}

function toResult(
  { providerId, isReachable, latencyMs }: ProbeResult,
  modelId: string | null,
  judgement: Judgement,
): HealthCheckResult {
  return { providerId, modelId, latencyMs: isReachable ? latencyMs : null, ...judgement };
}
