// The upstream, in a process of its own. PACE_FIRST_TOKEN_MS and PACE_TOKENS_PER_SECOND set how it answers.
import { startSimulator } from '@penstock/simulator';
import { reportToParent } from './reporting.ts';

const simulator = await startSimulator({
  pace: {
    firstTokenMs: Number(process.env.PACE_FIRST_TOKEN_MS ?? 20),
    tokensPerSecond: Number(process.env.PACE_TOKENS_PER_SECOND ?? 50),
  },
});
reportToParent({ openaiUrl: simulator.baseUrl('openai') }, () => simulator.close());
