// An agent: the model calls tools and gets their results, until it answers in words.
//
// npm start, then: node examples/agent.ts "What is the water level at Iffezheim?"
import { ask } from './penstock.ts';

/** The agent's tools. The result of a tool goes back to the model as text. */
const tools = {
  read_water_level: {
    description: 'Tells the water level at a gauge.',
    parameters: { type: 'object', properties: { gauge: { type: 'string' } }, required: ['gauge'] },
    run: ({ gauge }: Record<string, unknown>) => ({ gauge, level_cm: 412, trend: 'falling' }),
  },
  open_gate: {
    description: 'Opens a gate by so many per cent.',
    parameters: {
      type: 'object',
      properties: { gate: { type: 'string' }, percent: { type: 'integer' } },
      required: ['gate'],
    },
    run: ({ gate, percent = 100 }: Record<string, unknown>) => ({ gate, percent, state: 'opening' }),
  },
} as const;

const mostTurns = 5;

const generate = `mutation Turn($input: GenerateInput!) {
  generate(input: $input) { text model toolCalls { id name arguments } cost { totalUsd } }
}`;

type ToolCall = { id: string; name: string; arguments: Record<string, unknown> };
type Turn = {
  generate: { text: string; model: string; toolCalls: readonly ToolCall[]; cost: { totalUsd: string | null } };
};

/** Runs one call. The model gets any error, and may try again. */
function run(call: ToolCall): string {
  try {
    const tool = Object.entries(tools).find(([name]) => name === call.name)?.[1];
    if (tool === undefined) return `There is no tool '${call.name}'.`;
    return JSON.stringify(tool.run(call.arguments));
  } catch (error) {
    return `The call failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const offered = Object.entries(tools).map(([name, { description, parameters }]) => ({ name, description, parameters }));
const question = process.argv[2] ?? 'What is the water level at Iffezheim?';
const messages: object[] = [{ role: 'USER', content: question }];

for (let turn = 1; turn <= mostTurns; turn++) {
  const { generate: answer } = await ask<Turn>(generate, {
    input: { messages, tools: offered, requiredCapabilities: ['function_calling'] },
  });
  console.log(`[turn ${turn}] ${answer.model}, $${answer.cost.totalUsd ?? '?'}`);
  if (answer.toolCalls.length === 0) {
    console.log(answer.text);
    process.exit(0);
  }
  messages.push({ role: 'ASSISTANT', content: answer.text, toolCalls: answer.toolCalls });
  for (const call of answer.toolCalls) {
    const result = run(call);
    console.log(`  ${call.name}(${JSON.stringify(call.arguments)}) → ${result}`);
    messages.push({ role: 'TOOL', toolCallId: call.id, content: result });
  }
}
console.error(`The agent came to no answer in ${mostTurns} turns.`);
process.exitCode = 1;
