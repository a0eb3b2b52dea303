import { describe, expect, it } from 'vitest';
import { readSettings } from './env.ts';

describe('reading the environment', () => {
  it('works without any variable', () => {
    expect(readSettings({}, '/srv')).toMatchObject({
      port: 4000,
      home: '/srv/.penstock',
      policyFile: '/srv/config/model_policies.yml',
      databaseUrl: null,
      adminKey: null,
      logLevel: 'info',
      routing: { strategy: null, enableFallback: null },
    });
  });

  it('treats an empty variable as absent', () => {
    expect(readSettings({ PORT: '', LLM_ENABLE_FALLBACK: ' ' }, '/srv')).toMatchObject({
      port: 4000,
      routing: { enableFallback: null },
    });
  });

  it.each([
    ['LLM_ROUTING_STRATEGY', 'cost_optimized', { strategy: 'COST_OPTIMIZED' }],
    ['LLM_ENABLE_FALLBACK', 'false', { enableFallback: false }],
    ['LLM_PREFER_LOCAL', '1', { preferLocal: true }],
    ['LLM_MAX_LATENCY_MS', '1500', { maxLatencyMs: 1500 }],
  ])('reads %s=%s', (name, value, routing) => {
    expect(readSettings({ [name]: value }, '/srv').routing).toMatchObject(routing);
  });

  it('reports every wrong variable, one line each', () => {
    const wrong = { PORT: '99999', LOG_LEVEL: 'loud', LLM_ROUTING_STRATEGY: 'best' };
    expect(() => readSettings(wrong, '/srv')).toThrow(
      [
        "PORT '99999' is not valid: it must be a port number from 0 to 65535.",
        "LOG_LEVEL 'loud' is not valid: it must be one of fatal, error, warn, info, debug, trace, silent.",
        "LLM_ROUTING_STRATEGY 'best' is not valid: it must be one of BALANCED, COST_OPTIMIZED, LATENCY_OPTIMIZED, QUALITY_OPTIMIZED, LOCAL_FIRST, CAPABILITY_MATCH, ROUND_ROBIN, MANUAL.",
      ].join('\n'),
    );
  });

  it('reads the address of a collector, without slashes at its end, and refuses an unknown protocol', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318//',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    expect(readSettings(environment, '/srv').openTelemetry).toMatchObject({
      tracesUrl: 'http://localhost:4318/v1/traces',
      metricsUrl: 'http://localhost:4318/v1/metrics',
    });
    expect(() => readSettings({ ...environment, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, '/srv')).toThrow(
      "OTEL_EXPORTER_OTLP_PROTOCOL 'grpc' is not valid: it must be http/json, the only supported protocol.",
    );
  });

  it('reads limits, and names the range of a limit that is out of it', () => {
    expect(readSettings({ PENSTOCK_GRACE_MS: '500' }, '/srv').limits).toMatchObject({
      graceMs: 500,
      connections: 2000,
    });
    expect(() => readSettings({ PENSTOCK_GRACE_MS: '-1', PENSTOCK_MAX_CONNECTIONS: '1e3' }, '/srv')).toThrow(
      [
        "PENSTOCK_MAX_CONNECTIONS '1e3' is not valid: it must be a whole number from 10 to 1000000.",
        "PENSTOCK_GRACE_MS '-1' is not valid: it must be a whole number of milliseconds from 0 to 3600000.",
      ].join('\n'),
    );
  });

  it.each([
    ['PENSTOCK_GRAPHIQL', 'false', { hasGraphiql: false }],
    ['PENSTOCK_ALLOWED_ORIGINS', '*', { allowedOrigins: '*' }],
    [
      'PENSTOCK_ALLOWED_ORIGINS',
      'https://a.example, http://b:3000',
      { allowedOrigins: ['https://a.example', 'http://b:3000'] },
    ],
    ['PENSTOCK_HSTS_SECONDS', '31536000', { hstsSeconds: 31_536_000 }],
    ['PENSTOCK_CSP', "default-src 'self'", { contentSecurityPolicy: "default-src 'self'" }],
  ])('reads %s=%s for browsers', (name, value, browser) => {
    expect(readSettings({ [name]: value }, '/srv').browser).toMatchObject(browser);
  });

  it.each([
    // The console has no free port, because its address is in links.
    ['WEB_PORT', '0'],
    ['PENSTOCK_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['PENSTOCK_HSTS_SECONDS', '1 year'],
    ['PENSTOCK_CSP', "default-src 'self'\nX-Injected: 1"],
  ])('refuses %s=%j', (name, value) => {
    expect(() => readSettings({ [name]: value }, '/srv')).toThrow(`${name} '${value}' is not valid: it must be `);
  });

  it.each(['OPENAI_BASE_URL', 'OLLAMA_BASE_URL', 'BEDROCK_BASE_URL', 'AZURE_OPENAI_ENDPOINT'])(
    'reports %s that is not an address, without its value',
    (name) => {
      for (const wrong of ['localhost:11434', 'ftp://me:hunter2@host', 'http://', 'https:///v1', 'http://a b']) {
        expect(() => readSettings({ [name]: wrong }, '/srv')).toThrow(
          `${name} is not valid: it must be an http:// or https:// address, as https://gateway.example.com/v1.`,
        );
      }
      expect(readSettings({ [name]: ' HTTPS://me:x@host:8000/v1 ' }, '/srv').port).toBe(4000);
    },
  );

  it('checks the form of an AWS region', () => {
    for (const region of ['us-east-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-southeast-2', 'us-isob-east-1'])
      expect(readSettings({ AWS_REGION: region }, '/srv').port).toBe(4000);
    for (const region of ['us-east', 'US-EAST-1', 'us_east_1', 'https://us-east-1', 'us-east-1a'])
      expect(() => readSettings({ AWS_REGION: region }, '/srv')).toThrow(
        `AWS_REGION '${region}' is not valid: it must be a region of AWS, as us-east-1.`,
      );
  });

  it('reads the variables that a policy may use, and refuses those of the service itself', () => {
    expect(readSettings({ PENSTOCK_POLICY_VARIABLES: 'MY_HOST, MY_TEAM' }, '/srv').policyVariables).toEqual([
      'MY_HOST',
      'MY_TEAM',
    ]);
    for (const wrong of ['MY-HOST', 'A,,B', 'A,DATABASE_URL', 'PENSTOCK_ADMIN_KEY'])
      expect(() => readSettings({ PENSTOCK_POLICY_VARIABLES: wrong }, '/srv')).toThrow(
        /^PENSTOCK_POLICY_VARIABLES is not valid: it must be comma-separated names of variables/,
      );
  });

  it('reads the address of the console, and the sign-in through an identity provider', () => {
    expect(readSettings({}, '/srv')).toMatchObject({ consoleUrl: 'http://localhost:3000', oidc: null });
    const oidc = { OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'penstock', OIDC_CLIENT_SECRET: 'secret' };
    const settings = readSettings({ ...oidc, PENSTOCK_PUBLIC_URL: 'https://GW.example/' }, '/srv');
    expect(settings).toMatchObject({
      consoleUrl: 'https://gw.example',
      browser: { publicOrigin: 'https://gw.example' },
      oidc: { issuer: 'https://login.example', redirectUrl: 'https://gw.example/session/callback', roleClaim: null },
    });
    expect(readSettings({ ...oidc, WEB_PORT: '3100' }, '/srv').oidc?.redirectUrl).toBe(
      'http://localhost:3100/session/callback',
    );
    expect(readSettings({ ...oidc, OIDC_ISSUER: 'http://localhost:9000' }, '/srv').oidc?.issuer).toBe(
      'http://localhost:9000',
    );
  });

  it.each([
    ['OIDC_ISSUER', 'http://login.example'],
    ['OIDC_REDIRECT_URL', 'https://gw.example'],
    ['OIDC_REDIRECT_URL', 'https://gw.example/graphql'],
    ['OIDC_REDIRECT_URL', 'https://gw.example/session/oidc'],
    ['PENSTOCK_PUBLIC_URL', 'gw.example'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readSettings({ [name]: value }, '/srv')).toThrow(`${name} '${value}' is not valid: it must be `);
  });

  it('reports the missing settings of a sign-in through an identity provider', () => {
    expect(() => readSettings({ OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'penstock' }, '/srv')).toThrow(
      'OIDC_CLIENT_SECRET is missing: the sign-in through an identity provider needs it too.',
    );
    expect(() => readSettings({ OIDC_CLIENT_SECRET: 'hunter2' }, '/srv')).toThrow(
      'OIDC_ISSUER and OIDC_CLIENT_ID are missing: the sign-in through an identity provider needs them too.',
    );
  });

  it('never repeats a secret', () => {
    const complaint = 'DATABASE_URL is not valid: it must be an address like postgresql://user:password@host/db.';
    expect(() => readSettings({ DATABASE_URL: 'mysql://me:hunter2@host/db' }, '/srv')).toThrow(complaint);
  });
});
