import { vendors } from '@penstock/providers';
import {
  buildCatalog,
  buildRulesIndex,
  describeCandidate,
  parsePolicy,
  planRequest,
  routingRulesOf,
} from '@penstock/router';
import { buildHealth, buildRequest } from '@penstock/testing';
import { type Figure, micros } from '../figures.ts';

const models = 200;
const rounds = 20_000;

/** Time for one plan over 200 models; nearly all of them are eligible. */
export async function measurePlan(): Promise<readonly Figure[]> {
  const parsed = parsePolicy(policyOf(models), {
    fileName: 'bench.yml',
    environment: {},
    vendors: Object.values(vendors),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const nowMs = Date.now();
  const catalog = buildCatalog({
    policy: parsed.policy,
    vendors: Object.values(vendors),
    overrides: [],
    environment: {},
    sandbox: null,
    nowMs,
  });
  const routing = routingRulesOf(parsed.policy);
  const input = {
    catalog,
    routing,
    index: buildRulesIndex(catalog, routing),
    health: buildHealth(),
    budgets: null,
    nowMs,
    request: buildRequest({
      requiredCapabilities: ['function_calling'],
      costLimitUsd: 0.05,
      inputTokens: 1_200,
      maxOutputTokens: 800,
    }),
  };
  let candidates = 0;
  const run = (count: number): number => {
    const startedAt = performance.now();
    for (let rotation = 0; rotation < count; rotation++) {
      candidates += planRequest({ ...input, rotation }).candidates.length;
    }
    return ((performance.now() - startedAt) * 1_000) / count;
  };
  run(rounds / 4);
  const perPlan = run(rounds);
  const startedAt = performance.now();
  for (let rotation = 0; rotation < rounds / 10; rotation++)
    planRequest({ ...input, rotation }).candidates.map(describeCandidate);
  const perRecord = ((performance.now() - startedAt) * 1_000) / (rounds / 10);
  return [
    {
      name: `plan over ${models} models`,
      value: micros(perPlan),
      aim: '< 50 µs',
      besides: `${Math.round(candidates / (rounds * 1.25))} candidates; with every reason written out ${micros(perRecord)}`,
    },
  ];
}

function policyOf(count: number): string {
  const entry = (index: number): string =>
    `    model-${index}: { context_window: ${8_000 + index * 1_000}, max_output_tokens: 4096, quality: ${(index % 90) / 100 + 0.1}, ` +
    `capabilities: [code${index % 10 === 0 ? '' : ', function_calling'}], ` +
    `price: { input_per_mtok: ${(index % 40) / 10}, output_per_mtok: ${(index % 40) / 3} } }`;
  const entries = Array.from({ length: count }, (_, index) => entry(index)).join('\n');
  return `providers:\n  bench: { dialect: openai, base_url: "http://127.0.0.1:1/v1", api_key: x }\nmodels:\n  bench:\n${entries}\n`;
}
