import { isOwnVariable, strategies } from '@penstock/router';
import { z } from 'zod';
import { parseOrigins } from './http/origins.ts';
import { logLevels } from './process/log.ts';
import { samplers } from './telemetry/open-telemetry-settings.ts';

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

/** Tokens between machines require HTTPS. */
const issuer = urlOf('http:', 'https:').refine((value) => {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || localHosts.has(hostname);
});

const variableNames = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .refine((names) => names.every((name) => /^[A-Za-z_]\w*$/.test(name) && !isOwnVariable(name)));

/** Such as `us-east-1` and `us-gov-west-1`. */
const awsRegion = z.string().regex(/^[a-z]{2,5}(-[a-z]{2,12}){1,3}-\d{1,2}$/);

const proxy = { reads: urlOf('http:', 'https:'), expected: 'an address like http://proxy.example.com:3128' };

const collector = {
  reads: urlOf('http:', 'https:'),
  expected: 'the address of a collector for OTLP over HTTP, as http://localhost:4318',
};

const collectorProtocol = { reads: z.literal('http/json'), expected: 'http/json, the only supported protocol' };

const milliseconds = {
  reads: z
    .string()
    .regex(/^[1-9]\d{0,6}$/)
    .transform(Number),
  expected: 'a number of milliseconds from 1 to 9999999',
};

/** One line per variable: its parser, and the expected value for an error message. */
export const variables = {
  PORT: { reads: port, expected: 'a port number from 0 to 65535' },
  HOST: { reads: z.string(), expected: 'an address to listen on' },
  PENSTOCK_HOME: { reads: z.string(), expected: 'a folder' },
  PENSTOCK_POLICY: { reads: z.string(), expected: 'a file' },
  PENSTOCK_POLICY_VARIABLES: {
    reads: variableNames,
    expected: "comma-separated names of variables that are not Penstock's own, as MY_HOST,MY_TEAM",
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
    expected: '* or comma-separated origins, as https://console.example.com',
  },
  WEB_PORT: { reads: port.refine((value) => value > 0), expected: 'a port number from 1 to 65535' },
  PENSTOCK_PUBLIC_URL: {
    reads: urlOf('http:', 'https:').transform((value) => new URL(value).origin),
    expected: 'the address of the console for browsers, as https://gateway.example.com',
  },
  OIDC_ISSUER: {
    reads: issuer,
    expected:
      'the issuer of the identity provider, as https://login.example.com/realms/acme (http: on this machine alone)',
  },
  OIDC_CLIENT_ID: { reads: z.string(), expected: 'the client id from the identity provider' },
  OIDC_CLIENT_SECRET: { reads: z.string(), expected: 'the client secret from the identity provider' },
  OIDC_REDIRECT_URL: {
    reads: urlOf('http:', 'https:').refine((value) => isRedirectPath(new URL(value).pathname)),
    expected:
      'an address of the console with an otherwise unused path, as https://gateway.example.com/session/callback',
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
  NO_PROXY: { reads: z.string(), expected: 'comma-separated hosts' },
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

/** The name of a variable. */
export type Variable = keyof typeof variables;
/** The parsed values; null for unset variables. */
export type ReadVariables = { [Name in Variable]: z.output<(typeof variables)[Name]['reads']> | null };

/** Variables whose values never appear in an error message. */
export const secretVariables: ReadonlySet<Variable> = new Set([
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

function isRedirectPath(path: string): boolean {
  return path !== '/' && !/^\/(graphql|v1|session$|session\/oidc$|sign-in|healthz|readyz|metrics)/.test(path);
}
