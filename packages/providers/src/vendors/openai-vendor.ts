import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { Vendor } from '../contract/vendor.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { type OpenAiDialect, openAiDefaults } from '../openai/dialect.ts';
import { BothProtocols } from '../responses/both-protocols.ts';

/** A vendor's differences within the openai dialect. The defaults are those of OpenAI. */
export type OpenAiVendorDifference = {
  id: string;
  displayName: string;
  defaultBaseUrl: string | null;
  /** `MISTRAL` for MISTRAL_API_KEY and MISTRAL_BASE_URL. */
  environmentPrefix: string;
  environment?: Partial<Vendor['environment']>;
  isLocal?: boolean;
  needsKey?: boolean;
  statesCost?: boolean;
  takesImagesByValue?: true;
  /** Default: the key as a bearer token. */
  headers?: (settings: ProviderSettings) => Readonly<Record<string, string>>;
  dialect?: Partial<OpenAiDialect> | ((settings: ProviderSettings) => Partial<OpenAiDialect>);
};

/** Makes a vendor of the openai dialect. */
export function openAiVendor(difference: OpenAiVendorDifference): Vendor {
  const { id, displayName, defaultBaseUrl, environmentPrefix, isLocal = false } = difference;
  const headersOf = difference.headers ?? bearerHeader;
  return {
    id,
    displayName,
    dialect: 'openai',
    defaultBaseUrl,
    environment: {
      apiKey: `${environmentPrefix}_API_KEY`,
      baseUrl: `${environmentPrefix}_BASE_URL`,
      extra: {},
      ...difference.environment,
    },
    isLocal,
    needsKey: difference.needsKey ?? !isLocal,
    ...(difference.statesCost === true && { statesCost: true }),
    ...(difference.takesImagesByValue && { takesImagesByValue: true }),
    createAdapter: (settings) => {
      const dialect = typeof difference.dialect === 'function' ? difference.dialect(settings) : difference.dialect;
      const upstream = openUpstream(settings, { baseUrl: defaultBaseUrl, headers: headersOf(settings) });
      return new BothProtocols(upstream, { ...openAiDefaults, ...dialect });
    },
  };
}
