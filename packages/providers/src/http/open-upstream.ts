import type { ProviderSettings } from '../contract/provider-settings.ts';
import { unstreamed } from '../forms/form.ts';
import { withoutStreamOptions } from '../forms/next-form.ts';
import { Upstream } from './upstream.ts';

/** A vendor's defaults for the operator's settings. */
export type UpstreamDefaults = {
  /** Null if there is none: the operator must set one. */
  baseUrl: string | null;
  /** The key, and other required headers of the vendor. */
  headers: Readonly<Record<string, string>>;
};

/** Makes the upstream of a provider. Throws `TypeError` if there is no usable address. */
export function openUpstream(settings: ProviderSettings, defaults: UpstreamDefaults): Upstream {
  const baseUrl = settings.baseUrl ?? defaults.baseUrl;
  if (baseUrl === null) {
    throw new TypeError(
      `Provider '${settings.id}' has no base address: set its base_url, or its environment variable.`,
    );
  }
  return new Upstream({
    providerId: settings.id,
    baseUrl,
    headers: { ...defaults.headers, ...lowerCaseNames(settings.headers) },
    secrets: secretsOf(settings),
    connectTimeoutMs: settings.connectTimeoutMs,
    maxConnections: settings.maxConnections,
    statedForms: statedFormsOf(settings),
    ...(settings.limits && { limits: settings.limits }),
    ...(settings.isLocal && { isLocal: true }),
    ...(settings.proxies && { proxies: settings.proxies }),
  });
}

/** The forms that the operator sets for every call. */
export function statedFormsOf({ isUnstreamed, takesStreamOptions }: ProviderSettings): readonly string[] {
  return [
    ...(isUnstreamed === true ? [unstreamed] : []),
    ...(takesStreamOptions === false ? [withoutStreamOptions] : []),
  ];
}

/** `Authorization: Bearer KEY`, or nothing without a key. */
export function bearerHeader(settings: ProviderSettings): Record<string, string> {
  return settings.apiKey === null ? {} : { authorization: `Bearer ${settings.apiKey}` };
}

/** The key, and the values of headers and extras with names of secrets. */
export function secretsOf(settings: ProviderSettings): readonly string[] {
  const named = [...Object.entries(settings.headers), ...Object.entries(settings.extra)]
    .filter(([name]) => /auth|key|token|secret|password|cookie/i.test(name))
    .map(([, value]) => value.replace(/^Bearer\s+/i, ''));
  return settings.apiKey === null ? named : [settings.apiKey, ...named];
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
