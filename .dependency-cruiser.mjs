const workspaces = '^(packages|apps)/';

/** Which other rooms of packages/router each of its rooms may import, types included. Arrows go one way. */
export const routerRooms = {
  policy: [],
  breaker: [],
  catalog: ['policy'],
  tokens: ['catalog'],
  health: ['policy', 'breaker', 'catalog'],
  plan: ['policy', 'catalog', 'health'],
  execute: ['policy', 'catalog', 'health', 'plan', 'breaker', 'tokens'],
};

/** The same of apps/api. Only the start, the files beside the rooms, imports all of them. */
export const apiRooms = {
  events: [],
  json: [],
  limits: [],
  process: [],
  database: ['process'],
  errors: ['database'],
  redis: ['errors', 'events'],
  access: ['database', 'errors'],
  'json-schema': ['json'],
  sessions: ['access', 'database', 'errors'],
  http: ['access', 'errors', 'json', 'limits', 'sessions'],
  server: ['access', 'errors', 'http', 'limits', 'sessions'],
  audit: ['access', 'database', 'http'],
  templates: ['access', 'database', 'errors', 'json'],
  rules: ['errors'],
  health: ['redis', 'rules'],
  generation: ['access', 'errors', 'events', 'json', 'json-schema', 'rules', 'templates'],
  telemetry: ['generation'],
  records: ['database', 'generation', 'templates'],
  policy: ['access', 'database', 'errors', 'events', 'generation', 'records', 'rules'],
  batches: ['access', 'database', 'errors', 'events', 'generation', 'records'],
  peers: ['database', 'generation', 'redis'],
  'rate-limits': ['access', 'generation', 'redis'],
  'response-cache': ['generation', 'redis'],
  'session-pins': ['events', 'generation', 'redis'],
  retention: ['audit', 'database', 'generation', 'records'],
  ledger: ['database', 'errors', 'events', 'generation', 'records'],
  usage: ['events', 'ledger', 'records'],
  alerts: ['database', 'ledger'],
  graphql: [
    'access',
    'audit',
    'batches',
    'errors',
    'events',
    'generation',
    'health',
    'json',
    'ledger',
    'limits',
    'policy',
    'records',
    'templates',
    'usage',
  ],
  endpoints: ['access', 'audit', 'errors', 'generation', 'graphql', 'http', 'json', 'limits', 'sessions', 'templates'],
};

/**
 * A rule for each room. `closed`: the paths in `source` that a room may import only where its list opens them.
 *
 * @param {string} name
 * @param {string} source
 * @param {Readonly<Record<string, readonly string[]>>} rooms
 * @param {string} closed
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function wallsOf(name, source, rooms, closed) {
  return Object.entries(rooms).map(([room, allowed]) => ({
    name: `${name}-room-${room}`,
    comment: `${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}`,
    severity: 'error',
    from: { path: `^${source}/${room}/`, pathNot: '(\\.test\\.ts$|/testing/)' },
    to: { path: `^${source}/${closed}`, pathNot: `^${source}/(${[room, ...allowed].join('|')})/` },
  }));
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'types included',
      severity: 'error',
      from: { path: workspaces },
      to: { circular: true },
    },
    {
      name: 'providers-know-nothing-of-the-rest',
      severity: 'error',
      from: { path: '^packages/providers/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(router|simulator)|apps)/' },
    },
    {
      name: 'router-knows-only-providers',
      severity: 'error',
      from: { path: '^packages/router/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/simulator|apps)/' },
    },
    {
      name: 'router-has-no-server-and-no-database',
      severity: 'error',
      from: { path: '^packages/router/' },
      to: { path: 'node_modules/(graphql|graphql-yoga|pg|@prisma|ws)/' },
    },
    // All rooms of the router may use the files beside them: the clock, the type of an attempt.
    ...wallsOf('router', 'packages/router/src', routerRooms, '[^/]+/'),
    ...wallsOf('api', 'apps/api/src', apiRooms, ''),
    {
      name: 'graphql-has-one-endpoint',
      comment: 'the other protocols do not go through the schema',
      severity: 'error',
      from: { path: '^apps/api/src/endpoints/(?!graphql/)[^/]+/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^apps/api/src/(graphql|endpoints/graphql)/' },
    },
    {
      name: 'planning-has-no-clock',
      severity: 'error',
      from: { path: '^packages/router/src/plan/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/router/src/(clock|system-clock)\\.ts$' },
    },
    {
      name: 'simulator-stands-alone',
      severity: 'error',
      from: { path: '^packages/simulator/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(router|providers)|apps)/' },
    },
    {
      name: 'patterns-stand-alone',
      severity: 'error',
      from: { path: '^packages/patterns/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(providers|router|simulator)|apps)/' },
    },
    {
      name: 'web-knows-only-the-schema',
      comment: 'and the packages for callers, which know only the schema too',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(packages|apps/api)/', pathNot: '^(apps/api/schema\\.graphql$|packages/(client|react)/)' },
    },
    {
      name: 'client-stands-alone',
      comment: 'it runs in browsers, with graphql-ws and nothing else',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { pathNot: '^(packages/client/|node_modules/graphql-ws/)' },
    },
    {
      name: 'react-knows-only-the-client',
      severity: 'error',
      from: { path: '^packages/react/src/', pathNot: '(\\.test\\.tsx?$|/testing/)' },
      to: { pathNot: '^(packages/(client|react)/|node_modules/(@types/)?react/)' },
    },
    {
      name: 'insiders-import-the-defining-file',
      severity: 'error',
      from: { path: '^(packages/[^/]+|apps/[^/]+)/src/' },
      to: { path: '^$1/src/index\\.ts$' },
    },
    {
      name: 'outsiders-come-in-by-the-door',
      comment: 'index.ts, or the testing folder; the example of a provider stands for a file inside the package',
      severity: 'error',
      from: { path: '^([^/]+/[^/]+)/?', pathNot: '^examples/adding-a-provider/' },
      to: { path: '^packages/[^/]+/src/', pathNot: ['^$1/', '/src/index\\.ts$', '/src/testing/'] },
    },
    {
      name: 'only-the-start-imports-the-wiring',
      severity: 'error',
      from: {
        path: '^apps/api/src/',
        pathNot: '(^apps/api/src/(main|compose/[^/]+)\\.ts|/testing/[^/]+\\.ts|\\.test\\.ts)$',
      },
      to: { path: '^apps/api/src/compose/' },
    },
    {
      name: 'builders-are-for-tests',
      comment: 'tests, the testing folders and the end-to-end suites may import packages/testing',
      severity: 'error',
      from: { path: workspaces, pathNot: '(\\.test\\.tsx?$|/testing/|/end-to-end/)' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'builders-know-only-providers-and-router',
      severity: 'error',
      from: { path: '^packages/testing/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(simulator|patterns)|apps)/' },
    },
    {
      name: 'builders-take-only-types-of-the-router',
      comment: 'a test of the router must not load the whole router through a builder',
      severity: 'error',
      from: { path: '^packages/testing/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/router/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: workspaces, pathNot: '(\\.test\\.tsx?|/testing/)' },
      to: { path: '\\.test\\.tsx?$' },
    },
    {
      name: 'no-testing-in-code',
      comment: 'the testing folders and the end-to-end suites are for tests',
      severity: 'error',
      from: { path: workspaces, pathNot: '(\\.test\\.tsx?$|/testing/|/end-to-end/)' },
      to: { path: '^(packages|apps)/.*/(testing|end-to-end)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/generated/|^packages/[^/]+/dist/|\\.next/|next-env)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['penstock-source', 'import', 'node', 'default'],
    },
  },
};
