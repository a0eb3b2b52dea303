import { type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

/** The service with one model of OpenAI's protocol, which answers `{}` to every request. */
export type ChatStage = { penstock: TestPenstock; upstream: LocalUpstream; close(): Promise<void> };

export async function startChatStage(): Promise<ChatStage> {
  const upstream = await startLocalUpstream((_, response) =>
    sendEvents(response, [
      { id: 'c1', model: 'm1', choices: [{ index: 0, delta: { content: '{}' }, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
      '[DONE]',
    ]),
  );
  const penstock = await startPenstock({
    policy: () => `providers:
  openai: { base_url: "${upstream.url}/v1", api_key: key }
models:
  openai: { m1: { context_window: 32000, max_output_tokens: 4000, capabilities: [function_calling, json_schema, json_mode] } }
`,
  });
  return {
    penstock,
    upstream,
    async close() {
      await penstock.close();
      await upstream.close();
    },
  };
}
