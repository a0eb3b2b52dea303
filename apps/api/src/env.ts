import { resolve } from 'node:path';
import { readProxies, vendors } from '@penstock/providers';
import type { Webhook } from './alerts/post-webhook.ts';
import { type ReadVariables, secretVariables, type Variable, variables } from './env-variables.ts';
import { EnvironmentError } from './errors/environment-error.ts';
import type { BrowserSettings } from './http/browser-settings.ts';
import { describeRange, type Limit, type Limits, mapLimits } from './limits/limits.ts';
import type { LogLevel } from './process/log.ts';
import { addressComplaints } from './rules/check-environment.ts';
import type { RoutingSettings } from './rules/rules.ts';
import type { OidcSettings } from './sessions/oidc/identity-provider.ts';
import type { OpenTelemetrySettings } from './telemetry/open-telemetry-settings.ts';

/** The settings of the process, in domain words. */
export type Settings = {
  /** TCP port of the API; 0 for a free port. */
  port: number;
  /** Address to listen on. Default: all. */
  host: string;
  /** Absolute folder of the embedded database and the admin key. */
  home: string;
  /** The absolute path of the policy file. */
  policyFile: string;
  /** Variables that a policy may read although their names lack a suffix such as `_KEY` or `_TOKEN`. */
  policyVariables: readonly string[];
  /** Null: the embedded database. */
  databaseUrl: string | null;
  /** Null: one replica, everything in-process. */
  redisUrl: string | null;
  /** How long the reservations of a dead replica last, milliseconds. */
  leaseMs: number;
  /** The webhook for budget alerts; null for the log only. */
  alertWebhook: Webhook | null;
  /** Whether prices are updated from the price list's feed. */
  updatesPrices: boolean;
  logLevel: LogLevel;
  /** The bearer key of `/metrics`; null leaves it open. Never logged. */
  metricsKey: string | null;
  /** Traces and metrics by OpenTelemetry; null if no collector is configured. */
  openTelemetry: OpenTelemetrySettings | null;
  /** Every limit that an operator may change. */
  limits: Limits;
  /** The console's address for people, without a slash at the end, such as `http://localhost:3000`. */
  consoleUrl: string;
  /** Restrictions for browsers. */
  browser: BrowserSettings;
  /** The sign-in by an identity provider; null if none is configured. */
  oidc: OidcSettings | null;
  /** Null: a key is created at the first start and saved in `home`. */
  adminKey: string | null;
  routing: RoutingSettings;
  /** The whole environment, for `${NAME}` in the policy and for providers' keys. Never logged. */
  environment: Readonly<Record<string, string | undefined>>;
};

/**
 * Reads the environment, by default the process's own. An empty variable counts as absent. Relative paths start at
 * `workingFolder`. Throws an `EnvironmentError` that names each wrong variable and its expected value.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  workingFolder: string = process.cwd(),
): Settings {
  const problems: string[] = [];
  const read = Object.fromEntries(
    Object.entries(variables).map(([name, { reads, expected }]) => {
      const text = environment[name]?.trim();
      if (text === undefined || text === '') return [name, null];
      const parsed = reads.safeParse(text);
      if (parsed.success) return [name, parsed.data];
      const shown = secretVariables.has(name as Variable) ? '' : ` '${text}'`;
      problems.push(`${name}${shown} is not valid: it must be ${expected}.`);
      return [name, null];
    }),
    // Every name of `variables` has been mapped to its parsed value or null.
  ) as ReadVariables;
  if (read.PENSTOCK_ALERT_WEBHOOK !== null && !environment.PENSTOCK_ALERT_SECRET?.trim()) {
    problems.push('PENSTOCK_ALERT_SECRET is missing: alerts to PENSTOCK_ALERT_WEBHOOK are signed with it.');
  }
  problems.push(...oidcProblems(environment));
  const addresses = Object.values(vendors).map((vendor) => vendor.environment.baseUrl);
  problems.push(
    ...addressComplaints(
      addresses.filter((name) => name !== null),
      environment,
    ),
  );
  const limits = mapLimits((limit) => readLimit(limit, environment, problems));
  if (problems.length > 0) throw new EnvironmentError(problems.join('\n'));
  const consoleUrl = read.PENSTOCK_PUBLIC_URL ?? `http://localhost:${read.WEB_PORT ?? 3000}`;
  return {
    port: read.PORT ?? 4000,
    host: read.HOST ?? '::',
    home: resolve(workingFolder, read.PENSTOCK_HOME ?? '.penstock'),
    policyFile: resolve(workingFolder, read.PENSTOCK_POLICY ?? 'config/model_policies.yml'),
    policyVariables: read.PENSTOCK_POLICY_VARIABLES ?? [],
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    leaseMs: read.PENSTOCK_LEASE_MS ?? 60_000,
    alertWebhook: webhookOf(read, readProxies(environment)),
    updatesPrices: read.PENSTOCK_PRICE_UPDATES ?? true,
    logLevel: read.LOG_LEVEL ?? 'info',
    metricsKey: read.PENSTOCK_METRICS_KEY,
    openTelemetry: openTelemetryOf(read),
    limits,
    consoleUrl,
    oidc: oidcOf(read, consoleUrl, readProxies(environment)),
    browser: {
      publicOrigin: read.PENSTOCK_PUBLIC_URL,
      hasGraphiql: read.PENSTOCK_GRAPHIQL ?? true,
      allowedOrigins: read.PENSTOCK_ALLOWED_ORIGINS ?? '*',
      hstsSeconds: read.PENSTOCK_HSTS_SECONDS ?? 0,
      contentSecurityPolicy: read.PENSTOCK_CSP,
    },
    adminKey: read.PENSTOCK_ADMIN_KEY,
    routing: {
      defaultProvider: read.LLM_DEFAULT_PROVIDER,
      strategy: read.LLM_ROUTING_STRATEGY,
      enableFallback: read.LLM_ENABLE_FALLBACK,
      preferLocal: read.LLM_PREFER_LOCAL,
      maxLatencyMs: read.LLM_MAX_LATENCY_MS,
    },
    environment,
  };
}

function readLimit(limit: Limit, environment: Settings['environment'], problems: string[]): number {
  const text = environment[limit.variable]?.trim() ?? '';
  if (text === '') return limit.default;
  const value = Number(text);
  if (/^\d{1,12}$/.test(text) && value >= limit.least && value <= limit.most) return value;
  problems.push(`${limit.variable} '${text}' is not valid: it must be ${describeRange(limit)}.`);
  return limit.default;
}

function openTelemetryOf(read: ReadVariables): OpenTelemetrySettings | null {
  const base = read.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/(?<!\/)\/+$/, '') ?? null;
  const tracesUrl = read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === null ? null : `${base}/v1/traces`);
  const metricsUrl = read.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT ?? (base === null ? null : `${base}/v1/metrics`);
  if (read.OTEL_SDK_DISABLED === true || (tracesUrl === null && metricsUrl === null)) return null;
  return {
    tracesUrl,
    metricsUrl,
    sampler: read.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on',
    sampledShare: read.OTEL_TRACES_SAMPLER_ARG ?? 1,
    spanDelayMs: read.OTEL_BSP_SCHEDULE_DELAY ?? 5_000,
    metricIntervalMs: read.OTEL_METRIC_EXPORT_INTERVAL ?? 60_000,
  };
}

function webhookOf(read: ReadVariables, proxies: Webhook['proxies']): Webhook | null {
  const { PENSTOCK_ALERT_WEBHOOK: url, PENSTOCK_ALERT_SECRET: secret, PENSTOCK_ALERT_PRIVATE: allowsPrivate } = read;
  return url === null || secret === null ? null : { url, secret, allowsPrivate: allowsPrivate ?? false, proxies };
}

/** The sign-in needs all three settings together. */
function oidcProblems(environment: Settings['environment']): string[] {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];
  const missing = names.filter((name) => !environment[name]?.trim());
  if (missing.length === 0 || missing.length === names.length) return [];
  const isOne = missing.length === 1;
  return [
    `${missing.join(' and ')} ${isOne ? 'is' : 'are'} missing: the sign-in through an identity provider needs ${isOne ? 'it' : 'them'} too.`,
  ];
}

function oidcOf(read: ReadVariables, consoleUrl: string, proxies: OidcSettings['proxies']): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  if (issuer === null || clientId === null || clientSecret === null) return null;
  const redirectUrl = read.OIDC_REDIRECT_URL ?? `${consoleUrl}/session/callback`;
  return { issuer, clientId, clientSecret, redirectUrl, roleClaim: read.OIDC_ROLE_CLAIM, proxies };
}
