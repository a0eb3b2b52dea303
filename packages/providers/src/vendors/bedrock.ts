import { AiSdkAdapter } from '../ai-sdk/ai-sdk-adapter.ts';
import { loadOnce } from '../ai-sdk/load-once.ts';
import { createPooledFetch } from '../ai-sdk/pooled-fetch.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { Vendor } from '../contract/vendor.ts';
import { secretsOf } from '../http/open-upstream.ts';

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
    loadModel: async (name) => (await load()).languageModel(name),
    origin,
    connectTimeoutMs: settings.connectTimeoutMs,
    secrets: secretsOf(settings),
    close,
  });
}
