import type { Catalog, Deployment } from '@penstock/router';

/** Whether a model of this name is called by OpenAI's Responses wherever it is served. */
export function isOnResponses(catalog: Pick<Catalog, 'resolve' | 'findProvider'>, name: string): boolean {
  const deployments = catalog.resolve(name)?.deployments ?? [];
  const isCalledSo = ({ providerId, api }: Deployment): boolean => {
    const dialect = catalog.findProvider(providerId)?.dialect;
    return dialect === 'responses' || (dialect === 'openai' && api === 'responses');
  };
  return deployments.length > 0 && deployments.every(isCalledSo);
}
