/**
 * Penstock's policy in the benchmarks. The only provider is the upstream at `upstreamUrl`, with one model or with these
 * models.
 */
export function policyFor(upstreamUrl: string, models: readonly string[] = ['model']): string {
  const facts = models.map(
    (name) => `    ${name}:
      context_window: 128000
      max_output_tokens: 16384
      capabilities: [code, function_calling, json_mode]
      quality: 0.7
      price: { input_per_mtok: 0.15, output_per_mtok: 0.6 }
`,
  );
  return `providers:
  bench: { dialect: openai, base_url: "${upstreamUrl}", api_key: bench-key, max_connections: 4096 }
models:
  bench:
${facts.join('')}`;
}
