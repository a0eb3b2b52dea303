import { AiSdkAdapter } from '../ai-sdk/ai-sdk-adapter.ts';
import { loadOnce } from '../ai-sdk/load-once.ts';
import { createPooledFetch } from '../ai-sdk/pooled-fetch.ts';
import type { EmbedRequest } from '../contract/embedding.ts';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { Vendor } from '../contract/vendor.ts';
import { secretsOf, statedFormsOf } from '../http/open-upstream.ts';

const usualRegion = 'us-east-1';

/** AWS Bedrock, by a Bedrock API key or by the usual AWS credentials. */
export const bedrock: Vendor = {
  id: 'bedrock',
  displayName: 'AWS Bedrock',
  dialect: 'ai-sdk',
  defaultBaseUrl: `https://bedrock-runtime.${usualRegion}.amazonaws.com`,
  environment: {
    apiKey: 'AWS_BEARER_TOKEN_BEDROCK',
    baseUrl: 'BEDROCK_BASE_URL',
    extra: {
      region: 'AWS_REGION',
      accessKeyId: 'AWS_ACCESS_KEY_ID',
      secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
      sessionToken: 'AWS_SESSION_TOKEN',
    },
    required: { region: 'AWS_REGION' },
    insteadOfKey: ['accessKeyId', 'secretAccessKey'],
  },
  isLocal: false,
  needsKey: true,
  takesImagesByValue: true,
  createAdapter: createBedrockAdapter,
};

function createBedrockAdapter(settings: ProviderSettings): AiSdkAdapter {
  const region = settings.extra.region ?? usualRegion;
  const origin = settings.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  const { fetch, close } = createPooledFetch(settings);
  const { accessKeyId, secretAccessKey, sessionToken } = settings.extra;
  const load = loadOnce(async () => {
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    return createAmazonBedrock({
      region,
      baseURL: origin,
      headers: { ...settings.headers },
      fetch,
      ...(settings.apiKey !== null && { apiKey: settings.apiKey }),
      ...(accessKeyId && { accessKeyId }),
      ...(secretAccessKey && { secretAccessKey }),
      ...(sessionToken && { sessionToken }),
    });
  });
  return new AiSdkAdapter({
    providerId: settings.id,
    optionsName: 'amazonBedrock',
    load,
    loadModel: async (name) => (await load()).languageModel(name),
    embeddings: {
      loadModel: async (name) => (await load()).embeddingModel(name),
      providerOptions: (request) => ({ amazonBedrock: toEmbeddingOptions(request, settings.id) }),
    },
    takesCachePoints: (model) => /anthropic\.claude|amazon\.nova/.test(model),
    origin,
    connectTimeoutMs: settings.connectTimeoutMs,
    secrets: secretsOf(settings),
    statedForms: statedFormsOf(settings),
    close,
  });
}

/** The families of embedding models, each with its own body, and the vector lengths that they support. */
const embeddingLengths = { titan: [256, 512, 1024], nova: [256, 384, 1024, 3072], cohere: [256, 512, 1024, 1536] };

function familyOf(model: string): keyof typeof embeddingLengths {
  if (model.includes('cohere.embed-')) return 'cohere';
  return model.includes('amazon.nova-') ? 'nova' : 'titan';
}

function toEmbeddingOptions(request: EmbedRequest, providerId: string): Record<string, string | number> {
  const { model, dimensions, purpose } = request;
  const family = familyOf(model);
  const lengths = embeddingLengths[family];
  if (dimensions !== null && !lengths.includes(dimensions)) {
    const message = `${model} of ${providerId} cannot make vectors of ${dimensions} numbers: use ${lengths.join(', ')}.`;
    throw new BadRequestError({ providerId, message });
  }
  switch (family) {
    case 'titan':
      return { ...(dimensions !== null && { dimensions }) };
    case 'nova':
      return {
        ...(dimensions !== null && { embeddingDimension: dimensions }),
        ...(purpose !== null && { embeddingPurpose: purpose === 'query' ? 'TEXT_RETRIEVAL' : 'GENERIC_INDEX' }),
      };
    case 'cohere':
      return {
        // Cohere's models require the purpose of the vectors.
        inputType: purpose === 'query' ? 'search_query' : 'search_document',
        ...(dimensions !== null && { outputDimension: dimensions }),
      };
  }
}
