import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

/** The capabilities of every model here, so that no request is refused for a missing one. */
const able = 'capabilities: [function_calling, json_mode, json_schema, vision]';
const facts = `context_window: 32000, max_output_tokens: 4000, quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 }`;

/**
 * The service with a simulator that fails models by their names. It has `tests/NAME` for each of `names`, a chain for
 * each of `chains`, and `locked/any`, whose key is refused.
 */
export function startEndpoints(
  names: readonly string[],
  chains: Readonly<Record<string, readonly string[]>> = {},
): Promise<TestPenstock> {
  const models = names.map((name) => `    ${name}: { ${facts}, ${able} }`);
  const listed = Object.entries(chains).map(
    ([name, ids]) => `    ${name}: [${ids.map((id) => `tests/${id}`).join(', ')}]`,
  );
  return startPenstock({
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 500 } }],
    policy: (simulator) => `providers:
  tests: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key,
    timeouts: { first_token_ms: 1000, idle_ms: 1000 }, retry: { attempts: 2, base_ms: 20, max_ms: 50 } }
  locked: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: bad-key }
models:
  locked: { any: { ${facts}, ${able} } }
  tests:
${models.join('\n')}
${listed.length > 0 ? `routing_rules:\n  chains:\n${listed.join('\n')}` : ''}
`,
  });
}
