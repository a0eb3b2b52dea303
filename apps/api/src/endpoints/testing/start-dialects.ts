import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

/** Every dialect that models speak to Penstock. */
export const dialects = ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'] as const;

const facts = `context_window: 64000, max_output_tokens: 4000, quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 },
      capabilities: [function_calling, json_mode, json_schema, vision, documents]`;

/** The service with a simulator, and `sim-DIALECT/NAME` for every dialect and each of `names`. */
export function startDialects(names: readonly string[]): Promise<TestPenstock> {
  return startPenstock({
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 2_000 } }],
    policy: (simulator) => `providers:
${dialects.map((dialect) => `  sim-${dialect}: { dialect: ${dialect}, base_url: "${simulator.baseUrl(dialect)}", api_key: key }`).join('\n')}
models:
${dialects
  .map((dialect) => [`  sim-${dialect}:`, ...names.map((name) => `    ${name}: { ${facts} }`)].join('\n'))
  .join('\n')}
`,
  });
}
