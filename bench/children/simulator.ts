// The upstream, in a process of its own. PACE_FIRST_TOKEN_MS and PACE_TOKENS_PER_SECOND set how it answers,
// REMEMBERED_REQUESTS how many requests its log keeps.
import { startSimulator } from '@penstock/simulator';
import { reportToParent } from './reporting.ts';

const simulator = await startSimulator({
  rememberedRequests: Number(process.env.REMEMBERED_REQUESTS ?? 10_000),
  pace: {
    firstTokenMs: Number(process.env.PACE_FIRST_TOKEN_MS ?? 20),
    tokensPerSecond: Number(process.env.PACE_TOKENS_PER_SECOND ?? 50),
  },
});
reportToParent({ url: simulator.url, openaiUrl: simulator.baseUrl('openai') }, () => simulator.close());
