// `npm run bench` prints every figure except those in `onlyByName`. `npm run bench -- plan first-token` prints the
// named figures.
import { availableParallelism, cpus } from 'node:os';
import { type Figure, printFigures } from './figures.ts';
import { PeerMissingError } from './peers/install-portkey.ts';
import { measureAnswers } from './suites/answers.ts';
import { measureAttacks } from './suites/attacks.ts';
import { measureAttribution } from './suites/attribution.ts';
import { measureChaos } from './suites/chaos.ts';
import { measureConsole } from './suites/console.ts';
import { measureConsoleWork } from './suites/console-work.ts';
import { measureFaults } from './suites/faults.ts';
import { measureFirstToken } from './suites/first-token.ts';
import { measureLedger } from './suites/ledger.ts';
import { measureLongRun } from './suites/long-run.ts';
import { measureServiceMemory } from './suites/memory.ts';
import { measureOpenStreams } from './suites/open-stream-memory.ts';
import { measurePeers } from './suites/peers.ts';
import { measurePlan } from './suites/plan.ts';
import { measurePolicy } from './suites/policy.ts';
import { measureProtocols } from './suites/protocols.ts';
import { measureReplicas } from './suites/replicas.ts';
import { measureStart } from './suites/start.ts';
import { measureStreamedTokens } from './suites/streamed-token.ts';
import { measureUnstreamed } from './suites/unstreamed.ts';
import { measureUsageEmbedded, measureUsageOnServer } from './suites/usage.ts';

const suites: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  plan: measurePlan,
  policy: measurePolicy,
  attribution: measureAttribution,
  'streamed-token': measureStreamedTokens,
  unstreamed: measureUnstreamed,
  'first-token': measureFirstToken,
  protocols: measureProtocols,
  'open-streams': measureOpenStreams,
  start: measureStart,
  memory: measureServiceMemory,
  ledger: measureLedger,
  faults: measureFaults,
  answers: measureAnswers,
  attacks: measureAttacks,
  replicas: measureReplicas,
  chaos: measureChaos,
  'long-run': measureLongRun,
  usage: measureUsageOnServer,
  'usage-embedded': measureUsageEmbedded,
  console: measureConsole,
  'console-work': measureConsoleWork,
  peers: measurePeers,
};

/** One benchmark compares with a package from the network. The others take minutes. */
const onlyByName: readonly string[] = [
  'answers',
  'attacks',
  'chaos',
  'console',
  'console-work',
  'long-run',
  'memory',
  'peers',
  'replicas',
  'usage',
  'usage-embedded',
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark '${unknown.join("', '")}'; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}

console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown CPU'}`,
);
for (const [name, measure] of Object.entries(suites)) {
  const isWanted = named.length === 0 ? !onlyByName.includes(name) : named.includes(name);
  if (isWanted) await print(name, measure);
}

async function print(name: string, measure: () => Promise<readonly Figure[]>): Promise<void> {
  try {
    printFigures(name, await measure());
  } catch (error) {
    if (!(error instanceof PeerMissingError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
