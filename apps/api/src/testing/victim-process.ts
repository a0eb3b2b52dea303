// The process of `Victim`: an upstream that sends a token every 50 ms, and a caller who reads it through the service.
import { startSimulator } from '@penstock/simulator';
import { ProtocolClient, type ProtocolMessage } from './protocol-client.ts';
import type { Suffering } from './victim.ts';

type Question = { type: 'begin'; webSocketUrl: string; authorization: string } | { type: 'report' };

const document = `subscription ($input: GenerateInput!) { generate(input: $input) { __typename } }`;
const input = { model: 'victim/calm', prompt: 'Write 60000 tokens about rivers.', maxTokens: 90_000 };

const simulator = await startSimulator({ pace: { firstTokenMs: 1, tokensPerSecond: 20 } });
let suffering: Suffering = { deltas: 0, longestSilenceMs: 0, end: null };
let lastAtMs = performance.now();

function note(message: ProtocolMessage): void {
  const nowMs = performance.now();
  suffering.longestSilenceMs = Math.max(suffering.longestSilenceMs, nowMs - lastAtMs);
  lastAtMs = nowMs;
  if (message.type !== 'next') suffering.end ??= message.type;
  else if (JSON.stringify(message.payload).includes('TextDelta')) suffering.deltas++;
}

async function begin({ webSocketUrl, authorization }: Extract<Question, { type: 'begin' }>): Promise<void> {
  const client = await ProtocolClient.connect(webSocketUrl, authorization);
  client.socket.on('message', (data) => note(JSON.parse(String(data)) as ProtocolMessage));
  void client.closed.then(({ code }) => {
    suffering.end ??= `closed with ${code}`;
  });
  client.subscribe('victim', document, { input });
  await client.waitFor(({ payload }) => JSON.stringify(payload ?? {}).includes('TextDelta'));
}

/** The silence that is still going on counts too. */
function report(): Suffering {
  const told = { ...suffering };
  if (told.end === null) told.longestSilenceMs = Math.max(told.longestSilenceMs, performance.now() - lastAtMs);
  suffering = { deltas: 0, longestSilenceMs: 0, end: suffering.end };
  lastAtMs = performance.now();
  return told;
}

process.on('message', async (question: Question) => {
  if (question.type === 'begin') await begin(question);
  process.send?.(report());
});
process.on('disconnect', () => process.exit(0));
process.send?.({ baseUrl: simulator.baseUrl('openai') });
