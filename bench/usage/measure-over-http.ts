import { Pool } from 'undici';
import { Child } from '../child.ts';
import type { FilledDatabase } from './filled-database.ts';
import { type Duration, measure } from './measure.ts';

const totals = `totals { calls failures successRate inputTokens cachedInputTokens cacheWriteTokens outputTokens
  reasoningTokens totalTokens costUsd unpricedCalls averageLatencyMs p50LatencyMs p95LatencyMs averageFirstTokenMs
  p95FirstTokenMs fallbacks savedUsd }`;

const chart = `{ usage(input: { days: 90, groupBy: [MODEL], interval: DAY }) {
  groups { model totals { calls costUsd } } series { at model totals { calls costUsd } } } }`;

/** The fields of a chart, and all fields. */
const reports = {
  'calls and cost by model and day, over HTTP': chart,
  'by model and day, over HTTP': `{ usage(input: { days: 90, groupBy: [MODEL], interval: DAY }) {
    from to ${totals} groups { model ${totals} } series { at model ${totals} } } }`,
  'by day, over HTTP': `{ usage(input: { days: 90, interval: DAY }) { from to ${totals} series { at ${totals} } } }`,
};

const pages = {
  'a workspace, over HTTP, with cost': `{ generations(first: 50, filter: { workspaceId: "workspace-0" }) {
    nodes { id status model provider latencyMs firstTokenMs createdAt executionId taskType usage { totalTokens }
      cost { totalUsd } } pageInfo { hasNextPage endCursor } } }`,
};

type Named = Record<string, Duration>;

/** The whole path, from a client's request to the last byte of the answer. */
export async function measureOverHttp({ environment }: FilledDatabase): Promise<{ reports: Named; pages: Named }> {
  const api = await Child.start('api', { ...environment, UPSTREAM_URL: 'http://127.0.0.1:9/v1' });
  const { url = '', key = '' } = api.facts;
  const pool = new Pool(new URL(url).origin);
  const ask = async (query: string): Promise<void> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const body = JSON.stringify({ query });
    const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.startsWith('{"errors"')) throw new Error(text.slice(0, 500));
  };
  const measureEach = async (queries: Readonly<Record<string, string>>): Promise<Named> => {
    const durations: Named = {};
    for (const [name, query] of Object.entries(queries)) durations[name] = await measure(() => ask(query));
    return durations;
  };
  const measured = { reports: await measureEach(reports), pages: await measureEach(pages) };
  await pool.close();
  await api.stop();
  return measured;
}
