// The upstream in its own process. PACE_FIRST_TOKEN_MS and PACE_TOKENS_PER_SECOND set its pace, REMEMBERED_REQUESTS the
// size of its request log. With TIMES_LOOP it times its event loop.
import { startSimulator } from '@penstock/simulator';
import { measureLoopDelay } from './loop-delay.ts';
import { reportToParent } from './reporting.ts';

const simulator = await startSimulator({
  rememberedRequests: Number(process.env.REMEMBERED_REQUESTS ?? 10_000),
  pace: {
    firstTokenMs: Number(process.env.PACE_FIRST_TOKEN_MS ?? 20),
    tokensPerSecond: Number(process.env.PACE_TOKENS_PER_SECOND ?? 50),
  },
});
const takeLoop = process.env.TIMES_LOOP === undefined ? null : measureLoopDelay();
reportToParent(
  { url: simulator.url, openaiUrl: simulator.baseUrl('openai') },
  () => simulator.close(),
  takeLoop === null ? null : () => ({ loop: takeLoop(), each: [] }),
);
