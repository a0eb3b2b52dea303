// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGraphqlClient, type GraphqlClient } from '../../graphql/create-graphql-client.ts';
import { graphql } from '../../graphql/graphql.ts';
import { earlyViewerScript, fetchViewerEarly } from './early-viewer.ts';
import { ViewerQuery } from './viewer-query.ts';

const OtherQuery = graphql('query Other { viewer { role } }');
const viewer = {
  __typename: 'Viewer',
  role: 'ADMIN',
  permissions: ['READ'],
  workspaceId: null,
  workspace: null,
  apiKey: null,
};

let asked: { url: string; body: Record<string, unknown> }[];
let isAway: boolean;
let client: GraphqlClient;

beforeEach(() => {
  asked = [];
  isAway = false;
  window.penstockViewer = undefined;
  history.replaceState(null, '', '/models');
  vi.stubGlobal('fetch', async (url: string, { body }: RequestInit) => {
    asked.push({ url, body: JSON.parse(String(body)) });
    if (isAway) throw new TypeError('Failed to fetch');
    return Response.json({ data: { viewer, workspaces: [] } });
  });
  client = createGraphqlClient({ address: '', onRefusal: () => {}, fetch: fetchViewerEarly });
});
afterEach(() => {
  client.close();
  vi.unstubAllGlobals();
});

const runScript = () => new Function(earlyViewerScript())();
const readViewer = () => client.urql.query(ViewerQuery, {}).toPromise();

test("the first query gets the answer to the same request of the page's script", async () => {
  runScript();
  expect((await readViewer()).data?.viewer.role).toBe('ADMIN');
  expect(asked).toHaveLength(1);
  await client.urql.query(ViewerQuery, {}, { requestPolicy: 'network-only' }).toPromise();
  expect(asked).toHaveLength(2);
  expect(asked[0]).toEqual(asked[1]);
});

test('other queries do not get the answer', async () => {
  runScript();
  await client.urql.query(OtherQuery, {}).toPromise();
  await readViewer();
  expect(asked.map(({ body }) => body.operationName)).toEqual(['SessionViewer', 'Other']);
});

test('the first query is sent again when the early request failed', async () => {
  isAway = true;
  runScript();
  isAway = false;
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect((await readViewer()).data?.viewer.role).toBe('ADMIN');
  expect(asked).toHaveLength(2);
});

test('a page that signs in sends no early request', () => {
  history.replaceState(null, '', '/sign-in?code=once');
  runScript();
  expect(asked).toEqual([]);
});
