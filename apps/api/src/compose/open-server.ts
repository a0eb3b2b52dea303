import type { Logger } from 'pino';
import { ensureWorkspace } from '../access/manage-workspaces.ts';
import { WrongKeys } from '../access/wrong-keys.ts';
import { toRefusedEvent } from '../audit/refused-request.ts';
import { createEndpoints } from '../endpoints/create-endpoints.ts';
import type { ReadinessCheck } from '../endpoints/health/checked-part.ts';
import type { OidcSignIn } from '../endpoints/session/oidc-endpoints.ts';
import { queryLimitsOf } from '../graphql/execution/query-limits.ts';
import type { Services } from '../graphql/services.ts';
import type { ServerState } from '../http/steps/refuse-while-closing.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { fitToFileLimit } from '../server/file-limit.ts';
import { Server } from '../server/server.ts';
import { type OidcSettings, openIdentityProvider } from '../sessions/oidc/identity-provider.ts';
import { SessionStore } from '../sessions/session-store.ts';
import { createSignInCodes } from '../sessions/sign-in-codes.ts';
import type { Foundation } from './foundation.ts';
import type { OpenKeys } from './open-keys.ts';

/** The server, which does not listen yet, and the codes of sign-in links. */
export type OpenServer = { server: Server; codes: ReturnType<typeof createSignInCodes> };

/** Opens every endpoint of the services, and the sign-in to the console. `checks`: further checks of `/readyz`. */
export async function openServer(
  { settings, log, clock, opened, metrics, database, memory, audit }: Foundation,
  { access, refresh }: OpenKeys,
  rules: RulesStore,
  services: Services,
  checks: readonly ReadinessCheck[],
): Promise<OpenServer> {
  const sessions = new SessionStore({
    pool: database.pool,
    access,
    isAlone: database.kind === 'embedded',
    nowMs: clock.nowMs,
    onError: (error) => log.warn({ err: error }, 'Cannot read the sessions of the console.'),
  });
  await sessions.open();
  opened.defer(() => sessions.close());
  const codes = createSignInCodes(database.pool);
  const makeWorkspace = async (id: string): Promise<void> => {
    if (access.has(id)) return;
    await ensureWorkspace(id, 'access.oidc.roles', { prisma: database.prisma, refresh });
  };
  const oidc = settings.oidc === null ? null : openOidc(settings.oidc, rules, log, makeWorkspace);
  if (oidc !== null) opened.defer(() => oidc.provider.close());
  const limits = fitToFileLimit(settings.limits, log);
  const { browser, host, port } = settings;
  const state: ServerState = { life: 'open' };
  const wrongKeys = new WrongKeys(log);
  const endpoints = createEndpoints({
    services,
    log,
    limits,
    browser,
    state,
    checks,
    metrics: { text: metrics, key: settings.metricsKey },
    signIn: { access, sessions, wrongKeys, codes, oidc },
    queryLimits: queryLimitsOf(settings.limits),
  });
  const server = new Server({
    endpoints,
    access,
    sessions,
    wrongKeys,
    log,
    limits,
    memory,
    browser,
    state,
    port,
    host,
    onRefused: (refusal) => audit.recordUnsuccessful(toRefusedEvent(refusal)),
    requests: metrics,
  });
  memory.watch(server.connections);
  return { server, codes };
}

/** The sign-in by an identity provider. The service starts without it; each sign-in tries to connect again. */
function openOidc(
  settings: OidcSettings,
  rules: RulesStore,
  log: Logger,
  makeWorkspace: OidcSignIn['makeWorkspace'],
): OidcSignIn {
  const provider = openIdentityProvider(settings);
  const mapping = () => rules.current().policy.access.oidc;
  provider.discover().catch((error: Error) => log.warn({ err: error.cause }, error.message));
  if (mapping().roles.size === 0) {
    log.warn(
      `access.oidc.roles of the policy is empty: add roles there, or people cannot sign in through ${provider.name}.`,
    );
  }
  return { provider, mapping, makeWorkspace, roleClaim: settings.roleClaim, log };
}
