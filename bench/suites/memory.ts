import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { policyFor } from '../children/policy.ts';
import type { Figure } from '../figures.ts';
import { endpoints, type Facts } from '../peers/endpoints.ts';
import { type Program, withPrograms } from '../peers/programs.ts';
import { streamChat } from '../sse-client.ts';

const streams = 100;
const calls = 30_000;
const callsAtOnce = 32;
/** Compilers and collections continue for a while after the service listens. */
const settledMs = 30_000;
const givenBackMs = 60_000;
const sampleMs = 250;
/** The simulator reads the pace of a model from its name. */
const slowModel = 'model-20ms-20tps';
const essay = { prompt: 'Write 400 tokens about rivers and the gates that hold them.', maxTokens: 400 };
const question = { prompt: 'Answer in 20 words: why do rivers bend?', maxTokens: 100 };

/**
 * Resident memory of the API on its embedded database, as `npm start` runs it. Measured at rest after the first start
 * and after a later start, at its maximum under 100 streams and 30,000 calls, and a minute later. Linux only.
 */
export async function measureServiceMemory(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-memory-'));
  try {
    return await withPrograms({ firstTokenMs: 0, tokensPerSecond: 0 }, async (upstreamUrl, start) => {
      const policy = join(folder, 'policy.yml');
      await writeFile(policy, policyFor(upstreamUrl, ['model', slowModel]));
      const environment = { PENSTOCK_POLICY: policy };
      const first = await start('api', upstreamUrl, environment);
      await sleep(settledMs);
      const firstRest = first.residentBytes();
      await first.stop();

      const program = await start('api', upstreamUrl, environment);
      await sleep(settledMs);
      const rest = program.residentBytes();
      const { most, seconds } = await load(program);
      await sleep(givenBackMs);
      return [
        { name: 'at rest, first start', value: megabytes(firstRest) },
        { name: 'at rest, a later start', value: megabytes(rest), aim: '250 MB' },
        {
          name: `the most under ${streams} streams and ${calls.toLocaleString('en')} calls`,
          value: megabytes(most),
          aim: '450 MB',
          besides: `${callsAtOnce} calls at once, ${(calls / seconds).toFixed(0)} a second`,
        },
        { name: 'a minute later', value: megabytes(program.residentBytes()), aim: 'as at rest' },
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The maximum memory during the load, and the duration of the calls. */
async function load({ facts, residentBytes }: Program): Promise<{ most: number; seconds: number }> {
  let most = 0;
  const sampling = setInterval(() => {
    most = Math.max(most, residentBytes());
  }, sampleMs);
  const beganMs = performance.now();
  let left = calls;
  const streaming = Array.from({ length: streams }, async () => {
    while (left > 0) await stream(facts);
  });
  const call = endpoints.find(({ name }) => name === 'Penstock /v1')?.call;
  const calling = Array.from({ length: callsAtOnce }, async () => {
    while (left-- > 0) await call?.(facts, question);
  });
  await Promise.all(calling);
  const seconds = (performance.now() - beganMs) / 1_000;
  await Promise.all(streaming);
  clearInterval(sampling);
  return { most, seconds };
}

async function stream({ v1Url = '', key = '' }: Facts): Promise<void> {
  const body = {
    model: `bench/${slowModel}`,
    messages: [{ role: 'user', content: essay.prompt }],
    max_tokens: essay.maxTokens,
  };
  const { tokens } = await streamChat(v1Url, body, { authorization: `Bearer ${key}` });
  if (tokens === 0) throw new Error('A stream ended without a token.');
}

/** Megabytes of a million bytes, as in the aims. */
function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
