// A workflow whose steps name their model, fallbacks and cost limit.
//
// npm start, then: node examples/workflow-step.ts "How a lock lifts a boat"
import { randomUUID } from 'node:crypto';
import { ask } from './penstock.ts';

/** A step of a workflow. `{{name}}` stands for the input, or for the answer of an earlier step. */
type Step = { id: string; prompt: string; model: string; fallback_models?: string[]; cost_limit?: number };

const workflow: readonly Step[] = [
  {
    id: 'outline',
    model: 'sandbox/sandbox-mini',
    cost_limit: 0.001,
    prompt: 'List three headings for an article: {{input}}',
  },
  {
    id: 'draft',
    model: 'sandbox/sandbox-reasoner',
    fallback_models: ['sandbox/sandbox-large', 'sandbox/sandbox-mini'],
    cost_limit: 0.05,
    prompt: 'Write 80 words on {{input}}, under these headings:\n{{outline}}',
  },
];

const generate = `mutation Step($input: GenerateInput!) {
  generate(input: $input) { text model cost { totalUsd } attempts { model outcome } }
}`;

type Answer = {
  generate: {
    text: string;
    model: string;
    cost: { totalUsd: string | null };
    attempts: readonly { model: string; outcome: string }[];
  };
};

/** Runs one step and returns its text. `executionId` links the steps of one run in Penstock's records. */
async function runStep(step: Step, known: ReadonlyMap<string, string>, executionId: string): Promise<string> {
  const { generate: answer } = await ask<Answer>(generate, {
    input: {
      prompt: step.prompt.replace(/\{\{(\w+)\}\}/g, (_, name: string) => known.get(name) ?? ''),
      model: step.model,
      fallbackModels: step.fallback_models ?? [],
      costLimitUsd: step.cost_limit?.toString() ?? null,
      executionId,
      metadata: { step: step.id },
    },
  });
  const attempts = answer.attempts.map(({ model, outcome }) => `${model} ${outcome.toLowerCase()}`).join(', ');
  console.log(`[${step.id}] ${answer.model}, $${answer.cost.totalUsd ?? '?'} (${attempts})\n${answer.text}\n`);
  return answer.text;
}

const known = new Map([['input', process.argv[2] ?? 'How a lock lifts a boat']]);
const executionId = randomUUID();
for (const step of workflow) known.set(step.id, await runStep(step, known, executionId));
