import type { Catalog, HealthStore, Model, ProbeResult, Prober, Provider } from '@penstock/router';
import type { HealthCheckResult, HealthCheckTarget } from './health-check.ts';

export type HealthCheckTools = {
  catalog: Catalog;
  health: Pick<HealthStore, 'read'>;
  prober: Pick<Prober, 'probe'>;
};

/**
 * Checks providers now by their list of models, which costs nothing: the provider of one model, one provider, or all
 * configured ones.
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

async function checkModel(model: Model, tools: HealthCheckTools): Promise<HealthCheckResult> {
  const [providerId = model.providerId] = model.deployments.map((deployment) => deployment.providerId);
  const provider = tools.catalog.findProvider(providerId);
  if (provider !== undefined && !provider.isConfigured) return { ...unconfigured(provider), modelId: model.id };
  const probe = await tools.prober.probe(providerId);
  if (!probe.isReachable) return { ...describe(probe), modelId: model.id };
  const { status, reason } = tools.health.read(model.id);
  const isWell = status === 'AVAILABLE' || status === 'UNKNOWN';
  const message = isWell ? describe(probe).message : (reason ?? `${model.id} is ${status.toLowerCase()}.`);
  return { providerId, modelId: model.id, status: isWell ? 'AVAILABLE' : status, latencyMs: probe.latencyMs, message };
}

async function checkProvider(provider: Provider, tools: HealthCheckTools): Promise<HealthCheckResult> {
  return provider.isConfigured ? describe(await tools.prober.probe(provider.id)) : unconfigured(provider);
}

function unconfigured({ id, setupHint }: Provider): HealthCheckResult {
  const message = `${id} is not configured${setupHint === null ? '' : `: ${setupHint}`}.`;
  return { providerId: id, modelId: null, status: 'UNAVAILABLE', latencyMs: null, message };
}

function describe(probe: ProbeResult): HealthCheckResult {
  const { providerId, isReachable, latencyMs, modelNames } = probe;
  const place = { providerId, modelId: null };
  if (!isReachable) {
    const message = probe.errorMessage ?? `${providerId} did not answer.`;
    return { ...place, status: 'UNAVAILABLE', latencyMs: null, message };
  }
  const message = `${providerId} answered in ${Math.round(latencyMs)} ms and lists ${modelNames.length} models.`;
  return { ...place, status: 'AVAILABLE', latencyMs, message };
}
