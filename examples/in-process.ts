// A call without a server: the router and the providers as a library. They plan, call, retry and fall back like
// Penstock. Only the service has budgets, records and streams that can be resumed.
//
// OPENAI_API_KEY=… node examples/in-process.ts "Why do weirs sing?" [MODEL [FALLBACK…]]
// PENSTOCK_POLICY names another policy file.
import { readFile } from 'node:fs/promises';
import { createAdapterPool, vendors } from '@penstock/providers';
import {
  buildCatalog,
  buildModelCall,
  buildRulesIndex,
  type ChatCall,
  chooseDeployment,
  systemClock as clock,
  costOf,
  countInputTokens,
  DeploymentHolds,
  describeExclusion,
  type ExecutionServices,
  executePlan,
  formatPolicyIssue,
  LocalBreakers,
  LocalHealth,
  type Plan,
  PrefillMemory,
  parsePolicy,
  planRequest,
  routingRulesOf,
} from '@penstock/router';

/** The request of one step of a program. */
type Step = { prompt: string; model: string | null; fallback_models: string[]; cost_limit: number };

const file = process.env.PENSTOCK_POLICY ?? 'config/model_policies.yml';
const environment = process.env;
const vendorList = Object.values(vendors);

// The policy with its facts about models: prices, windows, capabilities.
const parsed = parsePolicy(await readFile(file, 'utf8'), { fileName: file, environment, vendors: vendorList });
if (!parsed.ok) throw new Error(parsed.issues.map(formatPolicyIssue).join('\n'));
const { policy } = parsed;
const facts = { policy, environment, vendors: vendorList, overrides: [], sandbox: null, nowMs: clock.nowMs() };
const catalog = buildCatalog(facts);
const routing = routingRulesOf(policy);
const index = buildRulesIndex(catalog, routing);

// All calls of a process share these.
const breakers = new LocalBreakers({ clock });
const health = new LocalHealth({ clock, breakers, catalog: () => catalog, accountHint: () => null });
const adapters = createAdapterPool();
const deploymentHolds = new DeploymentHolds(clock);
const services: ExecutionServices = {
  adapters: { adapterFor: (id) => adapters.adapterFor(found(catalog.findProvider(id), id)) },
  settingsFor: (id) => found(catalog.findProvider(id), id),
  modelOf: (id) => found(catalog.find(id), id),
  chooseDeployment: (model, failedIds) =>
    chooseDeployment(model, {
      failedIds,
      isUsable: () => true,
      isHeld: (deployment) => deploymentHolds.isHeld(model, deployment),
      random: Math.random(),
    }),
  deploymentHolds,
  breakers,
  health,
  clock,
  random: Math.random,
  prefillMemory: new PrefillMemory(),
};

function found<Thing>(thing: Thing | undefined, id: string): Thing {
  if (thing === undefined) throw new Error(`The policy has no '${id}'.`);
  return thing;
}

/** Decides which models may serve the step, and in which order. It gives the reasons for excluded models. */
function plan(step: Step, inputTokens: number): Plan {
  const request = {
    model: step.model,
    fallbackModels: step.fallback_models,
    costLimitUsd: step.cost_limit,
    inputTokens,
    strategy: null,
    chain: null,
    enableFallback: true,
    provider: null,
    taskType: null,
    maxLatencyMs: null,
    preferredProvider: null,
    preferredModel: null,
    requiredCapabilities: [],
    budgetRemainingUsd: null,
    costPreference: 'MEDIUM' as const,
    longestTextTokens: null,
    maxOutputTokens: 300,
    terms: { serviceTier: null, cachesForHour: false, hasMedia: false },
  };
  return planRequest({ catalog, routing, index, health, budgets: null, request, rotation: 0, nowMs: clock.nowMs() });
}

/** Runs the step, prints its text as it arrives, and returns it. */
async function run(step: Step, signal: AbortSignal): Promise<string> {
  const call: ChatCall = {
    type: 'chat',
    messages: [{ role: 'user', parts: [{ type: 'text', text: step.prompt }] }],
    tools: [],
    toolChoice: null,
    responseFormat: { type: 'text' },
    maxOutputTokens: 300,
    temperature: null,
    topP: null,
    stop: [],
    seed: null,
  };
  const inputTokens = countInputTokens(call, null);
  const decided = plan(step, inputTokens);
  console.log(`Plan: ${decided.candidates.map(({ modelId }) => modelId).join(', ') || 'no model'}`);
  for (const exclusion of decided.exclusions)
    console.log(`  not ${exclusion.modelId}: ${describeExclusion(exclusion)}`);
  const events = executePlan(services, {
    plan: decided,
    inputTokens,
    signal,
    mayRestart: true,
    reroutesFiltered: false,
    call: (model, deployment) => buildModelCall(call, inputTokens, model, deployment),
  });
  let text = '';
  for await (const batch of events) {
    for (const event of batch) {
      if (event.type === 'text-delta') text += event.text;
      if (event.type === 'restarted') text = '';
      if (event.type === 'attempt-failed') console.log(`  ${event.attempt.modelId}: ${event.attempt.errorMessage}`);
      if (event.type === 'failed') throw new Error(event.error.message);
      if (event.type === 'completed') {
        const { modelId, usage } = event.attempt;
        const { price } = found(catalog.find(modelId), modelId);
        const usd = price === null || usage === null ? '?' : costOf(price, usage).totalUsd.toFixed(6);
        console.log(`${modelId} for $${usd}:\n${text}`);
      }
    }
  }
  return text;
}

try {
  const [prompt = 'Why do weirs sing?', model = null, ...fallback_models] = process.argv.slice(2);
  await run({ prompt, model, fallback_models, cost_limit: 0.05 }, AbortSignal.timeout(60_000));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  health.close();
  await adapters.close();
}
