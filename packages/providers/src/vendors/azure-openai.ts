import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { OpenAiDialect } from '../openai/dialect.ts';
import { openAiVendor } from './openai-vendor.ts';

/**
 * Azure OpenAI. The model's name is the name of the deployment. With an API version, each deployment has a classic
 * path. Without a version, the path is the versionless `/openai/v1`. Its list has the names of base models, not of
 * deployments.
 */
export const azureOpenAi = openAiVendor({
  id: 'azure',
  displayName: 'Azure OpenAI',
  defaultBaseUrl: null,
  environmentPrefix: 'AZURE_OPENAI',
  environment: { baseUrl: 'AZURE_OPENAI_ENDPOINT', extra: { apiVersion: 'AZURE_OPENAI_API_VERSION' } },
  headers: keyHeader,
  dialect: pathsOf,
});

function pathsOf(settings: ProviderSettings): Partial<OpenAiDialect> {
  const version = settings.extra.apiVersion;
  if (version === undefined || version === '' || version === 'v1') {
    // The endpoint may be given with or without this path.
    const prefix = settings.baseUrl?.replace(/(?<!\/)\/+$/, '').endsWith('/openai/v1') ? '' : '/openai/v1';
    return {
      chatPath: () => `${prefix}/chat/completions`,
      responsesPath: `${prefix}/responses`,
      embeddingsPath: () => `${prefix}/embeddings`,
      modelsPath: `${prefix}/models`,
      listsModels: false,
      customTools: true,
    };
  }
  const query = `?api-version=${encodeURIComponent(version)}`;
  const deployment = (model: string): string => `/openai/deployments/${encodeURIComponent(model)}`;
  return {
    chatPath: (request) => `${deployment(request.model)}/chat/completions${query}`,
    responsesPath: `/openai/responses${query}`,
    embeddingsPath: (model) => `${deployment(model)}/embeddings${query}`,
    modelsPath: `/openai/models${query}`,
    listsModels: false,
    customTools: true,
  };
}

function keyHeader(settings: ProviderSettings): Record<string, string> {
  return settings.apiKey === null ? {} : { 'api-key': settings.apiKey };
}
