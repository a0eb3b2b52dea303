import type { SeenRequest, Simulator } from '@penstock/simulator';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

/** One model of a stage. */
export type StageModel = {
  /** Its name within the stage. With `voice-2` in it, the simulator gives another answer. */
  key: string;
  /** The faults of its requests, in order, such as `429`; null for none. Default: none. */
  faults?: readonly (string | null)[];
  /** Whether the faults repeat. Default false: later requests have none. */
  isForever?: boolean;
  /** Default openai. */
  dialect?: 'openai' | 'anthropic';
  /** Additional parts of the model's entry in the policy, such as `prefill: true`. */
  facts?: string;
  /** Replaces the usual `timeouts` of its provider. */
  timeouts?: string;
};

/** A separate chain of models, each with its own provider, so that tests do not affect each other. */
export type Stage = { name: string; models: readonly StageModel[] };

/** Short, so that tests need not wait. Long enough for a busy machine. */
const usualTimeouts =
  'connect_ms: 1000, first_token_ms: 700, thinking_first_token_ms: 3000, idle_ms: 700, total_ms: 8000';
export const retryBaseMs = 60;

/** The model's id is `NAME/NAME`. */
export function modelId(stage: Stage, key: string): string {
  return `${upstreamName(stage, key)}/${upstreamName(stage, key)}`;
}

function upstreamName(stage: Stage, key: string): string {
  return `${stage.name}-${key}`;
}

/** The policy of all stages: a provider per model, a chain per stage. */
export function stagePolicy(stages: readonly Stage[], simulator: Simulator, features = ''): string {
  const names = stages.flatMap((stage) =>
    stage.models.map((model) => ({ model, name: upstreamName(stage, model.key) })),
  );
  const providers = names.map(
    ({ name, model }) =>
      `  ${name}: { dialect: ${model.dialect ?? 'openai'}, base_url: "${simulator.baseUrl(model.dialect ?? 'openai')}", api_key: key,
    timeouts: { ${model.timeouts ?? usualTimeouts} }, retry: { attempts: 3, base_ms: ${retryBaseMs}, max_ms: 1000 } }`,
  );
  const models = names.map(({ name, model }) => `  ${name}: { ${name}: { ${withDefaults(model.facts ?? '')} } }`);
  const chains = stages.map(
    (stage) => `    ${stage.name}: [${stage.models.map(({ key }) => modelId(stage, key)).join(', ')}]`,
  );
  return `providers:\n${providers.join('\n')}\nmodels:\n${models.join('\n')}\nrouting_rules:\n  chains:\n${chains.join('\n')}\n${features}`;
}

/** The service in front of a simulator without delay, with these stages in its policy. */
export function startStages(stages: readonly Stage[]): Promise<TestPenstock> {
  return startPenstock({
    simulators: [{ pace: { firstTokenMs: 2, tokensPerSecond: 0 } }],
    policy: (simulator) => {
      if (simulator === undefined) throw new Error('There is a simulator by default.');
      return stagePolicy(stages, simulator);
    },
  });
}

const usualFacts = [
  ['context_window', '32768'],
  ['max_output_tokens', '4096'],
  ['capabilities', '[reasoning]'],
  ['quality', '0.7'],
  ['price', '{ input_per_mtok: 1, output_per_mtok: 2 }'],
] as const;

function withDefaults(facts: string): string {
  const missing = usualFacts
    .filter(([name]) => !facts.includes(`${name}:`))
    .map(([name, value]) => `${name}: ${value}`);
  return [...(facts === '' ? [] : [facts]), ...missing].join(', ');
}

/** Sets the faults of the stage's models in the simulator. */
export function setStage(stage: Stage, simulator: Simulator): void {
  for (const { key, faults = [], isForever = false } of stage.models) {
    simulator.script(upstreamName(stage, key), faults, { repeat: isForever });
  }
}

/** The requests that the upstream received for a model, oldest first. */
export function seenBy(stage: Stage, key: string, simulator: Simulator): readonly SeenRequest[] {
  const name = upstreamName(stage, key);
  return simulator.requests().filter(({ model }) => model === name);
}
