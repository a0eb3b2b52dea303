import { startPenstock, type TestPenstock } from '../../../testing/start-penstock.ts';

/** The dialects. Each is also the name of its provider in these tests. */
export const dialectNames = ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'] as const;

const able =
  'capabilities: [function_calling, json_mode, json_schema, vision, documents, reasoning], cache: { min_tokens: 1024, ttl_s: 300 }';
const facts = `context_window: 200000, max_output_tokens: 8000, quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 }, ${able}`;

/** The service with a simulator, and one provider for each dialect. Each provider has a model for each of `names`. */
export function startMessages(names: readonly string[]): Promise<TestPenstock> {
  return startPenstock({
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 1000 } }],
    policy: (simulator) => {
      const providers = dialectNames.map(
        (dialect) => `  x-${dialect}: { dialect: ${dialect}, base_url: "${simulator.baseUrl(dialect)}", api_key: key,
    timeouts: { first_token_ms: 20000, idle_ms: 20000 }, retry: { attempts: 2, base_ms: 20, max_ms: 50 } }`,
      );
      const models = dialectNames.map(
        (dialect) => `  x-${dialect}:\n${names.map((name) => `    ${name}: { ${facts} }`).join('\n')}`,
      );
      return `providers:\n${providers.join('\n')}\nmodels:\n${models.join('\n')}\n`;
    },
  });
}
