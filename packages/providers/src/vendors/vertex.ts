import { AiSdkAdapter } from '../ai-sdk/ai-sdk-adapter.ts';
import { loadOnce } from '../ai-sdk/load-once.ts';
import { createPooledFetch } from '../ai-sdk/pooled-fetch.ts';
import type { EmbedRequest } from '../contract/embedding.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { Vendor } from '../contract/vendor.ts';
import { taskOfPurpose } from '../google/google-embeddings.ts';
import { errorFromFailure } from '../http/error-from-document.ts';
import { secretsOf, statedFormsOf } from '../http/open-upstream.ts';

/** Gemini on Google Cloud, by an API key (express mode) or by Google's application default credentials. */
export const vertex: Vendor = {
  id: 'vertex',
  displayName: 'Google Vertex AI',
  dialect: 'ai-sdk',
  defaultBaseUrl: 'https://aiplatform.googleapis.com',
  environment: {
    apiKey: 'GOOGLE_VERTEX_API_KEY',
    baseUrl: 'VERTEX_BASE_URL',
    extra: { project: 'GOOGLE_VERTEX_PROJECT', location: 'GOOGLE_VERTEX_LOCATION' },
    required: { project: 'GOOGLE_VERTEX_PROJECT' },
  },
  isLocal: false,
  needsKey: false,
  createAdapter: createVertexAdapter,
};

function createVertexAdapter(settings: ProviderSettings): AiSdkAdapter {
  const { project, location = 'global' } = settings.extra;
  const { fetch, close } = createPooledFetch(settings);
  const load = loadOnce(async () => {
    const { createVertex } = await import('@ai-sdk/google-vertex');
    return createVertex({
      location,
      headers: { ...settings.headers },
      fetch,
      ...(project && { project }),
      ...(settings.apiKey !== null && { apiKey: settings.apiKey }),
      ...(settings.baseUrl !== null && { baseURL: settings.baseUrl }),
    });
  });
  return new AiSdkAdapter({
    providerId: settings.id,
    optionsName: 'googleVertex',
    load,
    loadModel: async (name) => (await load()).languageModel(name),
    embeddings: { loadModel: async (name) => (await load()).embeddingModel(name), providerOptions: toEmbeddingOptions },
    origin: settings.baseUrl ?? 'https://aiplatform.googleapis.com',
    connectTimeoutMs: settings.connectTimeoutMs,
    secrets: secretsOf(settings),
    statedForms: statedFormsOf(settings),
    readFailure: errorFromFailure,
    close,
  });
}

function toEmbeddingOptions({ purpose }: EmbedRequest): { googleVertex: { taskType?: string } } {
  return { googleVertex: purpose === null ? {} : { taskType: taskOfPurpose[purpose] } };
}
