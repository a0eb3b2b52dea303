import { resolve } from 'node:path';
import { readProxies, vendors } from '@penstock/providers';
import { isOwnVariable, strategies } from '@penstock/router';
import { z } from 'zod';
import type { Webhook } from './alerts/post-webhook.ts';
import { EnvironmentError } from './errors/environment-error.ts';
import type { BrowserSettings } from './http/browser-settings.ts';
import { parseOrigins } from './http/origins.ts';
import { describeRange, type Limit, type Limits, mapLimits } from './limits/limits.ts';
import { type LogLevel, logLevels } from './process/log.ts';
import { addressComplaints } from './rules/check-environment.ts';
import type { RoutingSettings } from './rules/rules.ts';
import type { OidcSettings } from './sessions/oidc/identity-provider.ts';
import { type OpenTelemetrySettings, samplers } from './telemetry/open-telemetry-settings.ts';

/** The settings of the process, in domain words. */
export type Settings = {
  /** TCP port of the API; 0 takes a free port. */
  port: number;
  /** Address to listen on. Default: all. */
  host: string;
  /** Folder for the embedded database and the admin key, absolute. */
  home: string;
  /** The policy file, absolute. */
  policyFile: string;
  /** Variables that a policy may read although their names do not end in `_KEY`, `_TOKEN` and so on. */
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
  /** Traces and metrics by OpenTelemetry; null where no collector is configured. */
  openTelemetry: OpenTelemetrySettings | null;
  /** Every limit that an operator may change. */
  limits: Limits;
  /** The console's address for people, without a slash at the end, as `http://localhost:3000`. */
  consoleUrl: string;
  /** Restrictions for browsers. */
  browser: BrowserSettings;
  /** The sign-in by an identity provider; null where none is configured. */
  oidc: OidcSettings | null;
  /** Null: created at the first start and saved in `home`. */
  adminKey: string | null;
  routing: RoutingSettings;
  /** The whole environment, for `${NAME}` in the policy and for providers' keys. Never logged. */
  environment: Readonly<Record<string, string | undefined>>;
};

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535);

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((value) => ['true', '1', 'yes'].includes(value));

const strategy = z
  .string()
  .transform((value) => value.toUpperCase())
  .pipe(z.enum(strategies));

const origins = z.string().transform((text, context) => {
  const parsed = parseOrigins(text);
  if (parsed !== null) return parsed;
  context.addIssue('not a list of origins');
  return z.NEVER;
});

const urlOf = (...protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));

const localHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Tokens of other machines come over HTTPS alone. */
const issuer = urlOf('http:', 'https:').refine((value) => {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || localHosts.has(hostname);
});

const variableNames = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .refine((names) => names.every((name) => /^[A-Za-z_]\w*$/.test(name) && !isOwnVariable(name)));

/** `us-east-1`, `us-gov-west-1`. */
const awsRegion = z.string().regex(/^[a-z]{2,5}(-[a-z]{2,12}){1,3}-\d{1,2}$/);

const proxy = { reads: urlOf('http:', 'https:'), expected: 'an address like http://proxy.example.com:3128' };

const collector = {
  reads: urlOf('http:', 'https:'),
  expected: 'the address of a collector for OTLP over HTTP, as http://localhost:4318',
};

const collectorProtocol = { reads: z.literal('http/json'), expected: 'http/json, the one protocol to a collector' };

const milliseconds = {
  reads: z
    .string()
    .regex(/^[1-9]\d{0,6}$/)
    .transform(Number),
  expected: 'a number of milliseconds from 1 to 9999999',
};

/** One line per variable: its parser, and the expected value for an error message. */
const variables = {
  PORT: { reads: port, expected: 'a port number from 0 to 65535' },
  HOST: { reads: z.string(), expected: 'an address to listen on' },
  PENSTOCK_HOME: { reads: z.string(), expected: 'a folder' },
  PENSTOCK_POLICY: { reads: z.string(), expected: 'a file' },
  PENSTOCK_POLICY_VARIABLES: {
    reads: variableNames,
    expected: "names of variables with commas between them, none of Penstock's own, as MY_HOST,MY_TEAM",
  },
  PENSTOCK_ADMIN_KEY: { reads: z.string().min(16), expected: 'a secret of at least 16 characters' },
  DATABASE_URL: {
    reads: urlOf('postgres:', 'postgresql:'),
    expected: 'an address like postgresql://user:password@host/db',
  },
  REDIS_URL: { reads: urlOf('redis:', 'rediss:'), expected: 'an address like redis://host:6379' },
  PENSTOCK_LEASE_MS: {
    reads: z
      .string()
      .regex(/^\d{4,7}$/)
      .transform(Number),
    expected: 'a number of milliseconds from 1000 to 9999999',
  },
  PENSTOCK_ALERT_WEBHOOK: { reads: urlOf('http:', 'https:'), expected: 'an address like https://example.com/alerts' },
  PENSTOCK_ALERT_SECRET: { reads: z.string().min(16), expected: 'a secret of at least 16 characters' },
  PENSTOCK_ALERT_PRIVATE: { reads: flag, expected: 'true or false' },
  PENSTOCK_METRICS_KEY: {
    reads: z.string().regex(/^[\x21-\x7e]{1,1000}$/),
    expected: 'up to 1,000 characters of ASCII without spaces',
  },
  OTEL_SDK_DISABLED: { reads: flag, expected: 'true or false' },
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_PROTOCOL: collectorProtocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: collectorProtocol,
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: collectorProtocol,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector,
  OTEL_TRACES_SAMPLER: { reads: z.enum(samplers), expected: `one of ${samplers.join(', ')}` },
  OTEL_TRACES_SAMPLER_ARG: {
    reads: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .transform(Number),
    expected: 'a share from 0 to 1',
  },
  OTEL_BSP_SCHEDULE_DELAY: milliseconds,
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds,
  PENSTOCK_PRICE_UPDATES: { reads: flag, expected: 'true or false' },
  PENSTOCK_GRAPHIQL: { reads: flag, expected: 'true or false' },
  PENSTOCK_ALLOWED_ORIGINS: {
    reads: origins,
    expected: '* or origins with commas between them, as https://console.example.com',
  },
  WEB_PORT: { reads: port, expected: 'a port number from 0 to 65535' },
  PENSTOCK_PUBLIC_URL: {
    reads: urlOf('http:', 'https:').transform((value) => new URL(value).origin),
    expected: 'the address of the console for browsers, as https://gateway.example.com',
  },
  OIDC_ISSUER: {
    reads: issuer,
    expected:
      'the issuer of the identity provider, as https://login.example.com/realms/acme (http: on this machine alone)',
  },
  OIDC_CLIENT_ID: { reads: z.string(), expected: 'the client id that the identity provider gave' },
  OIDC_CLIENT_SECRET: { reads: z.string(), expected: 'the client secret that the identity provider gave' },
  OIDC_REDIRECT_URL: {
    reads: urlOf('http:', 'https:').refine((value) => isRedirectPath(new URL(value).pathname)),
    expected:
      "an address of the console that is none of its or the API's own, as https://gateway.example.com/session/callback",
  },
  OIDC_ROLE_CLAIM: { reads: z.string(), expected: 'the name of a claim, as groups' },
  PENSTOCK_HSTS_SECONDS: {
    reads: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
    expected: 'a number of seconds from 0 to 999999999',
  },
  PENSTOCK_CSP: {
    reads: z.string().regex(/^[\x20-\x7e]+$/),
    expected: "a Content-Security-Policy on one line, as default-src 'self'; script-src {script}",
  },
  HTTPS_PROXY: proxy,
  https_proxy: proxy,
  HTTP_PROXY: proxy,
  http_proxy: proxy,
  NO_PROXY: { reads: z.string(), expected: 'hosts with commas between them' },
  LOG_LEVEL: { reads: z.enum(logLevels), expected: `one of ${logLevels.join(', ')}` },
  AWS_REGION: { reads: awsRegion, expected: 'a region of AWS, as us-east-1' },
  LLM_DEFAULT_PROVIDER: { reads: z.string(), expected: "a provider's id, as openai" },
  LLM_ROUTING_STRATEGY: { reads: strategy, expected: `one of ${strategies.join(', ')}` },
  LLM_ENABLE_FALLBACK: { reads: flag, expected: 'true or false' },
  LLM_PREFER_LOCAL: { reads: flag, expected: 'true or false' },
  LLM_MAX_LATENCY_MS: {
    reads: z
      .string()
      .regex(/^[1-9]\d*$/)
      .transform(Number),
    expected: 'a number of milliseconds above 0',
  },
} as const;

type Variable = keyof typeof variables;
type Read = { [Name in Variable]: z.output<(typeof variables)[Name]['reads']> | null };

/** The values of these are never repeated in an error message. */
const secrets: ReadonlySet<Variable> = new Set([
  'PENSTOCK_ADMIN_KEY',
  'PENSTOCK_METRICS_KEY',
  'PENSTOCK_POLICY_VARIABLES',
  'OIDC_CLIENT_SECRET',
  'PENSTOCK_ALERT_WEBHOOK',
  'PENSTOCK_ALERT_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
]);

/**
 * Reads the environment, by default the process's own. An empty variable counts as absent. Relative paths start at `workingFolder`. Throws an
 * `EnvironmentError` that names each wrong variable and its expected value.
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
      const shown = secrets.has(name as Variable) ? '' : ` '${text}'`;
      problems.push(`${name}${shown} is not valid: it must be ${expected}.`);
      return [name, null];
    }),
    // Every name of `variables` has been mapped to its parsed value or null.
  ) as Read;
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

function openTelemetryOf(read: Read): OpenTelemetrySettings | null {
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

function webhookOf(read: Read, proxies: Webhook['proxies']): Webhook | null {
  const { PENSTOCK_ALERT_WEBHOOK: url, PENSTOCK_ALERT_SECRET: secret, PENSTOCK_ALERT_PRIVATE: allowsPrivate } = read;
  return url === null || secret === null ? null : { url, secret, allowsPrivate: allowsPrivate ?? false, proxies };
}

function isRedirectPath(path: string): boolean {
  return path !== '/' && !/^\/(graphql|v1|session$|session\/oidc$|sign-in|healthz|readyz|metrics)/.test(path);
}

/** Three settings make a sign-in together. */
function oidcProblems(environment: Settings['environment']): string[] {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];
  const missing = names.filter((name) => !environment[name]?.trim());
  if (missing.length === 0 || missing.length === names.length) return [];
  const isOne = missing.length === 1;
  return [
    `${missing.join(' and ')} ${isOne ? 'is' : 'are'} missing: the sign-in by an identity provider needs ${isOne ? 'it' : 'them'} too.`,
  ];
}

function oidcOf(read: Read, consoleUrl: string, proxies: OidcSettings['proxies']): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  if (issuer === null || clientId === null || clientSecret === null) return null;
  const redirectUrl = read.OIDC_REDIRECT_URL ?? `${consoleUrl}/session/callback`;
  return { issuer, clientId, clientSecret, redirectUrl, roleClaim: read.OIDC_ROLE_CLAIM, proxies };
}
