import { startSimulator } from '@penstock/simulator';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';
import { describeConformance } from './testing/conformance/describe-conformance.ts';
import type { ConformanceSubject, ConformanceUpstream } from './testing/conformance/subject.ts';
import { anthropicTurn } from './testing/conformance/turns/anthropic-turn.ts';
import { cohereTurn } from './testing/conformance/turns/cohere-turn.ts';
import { googleTurn } from './testing/conformance/turns/google-turn.ts';
import { ollamaTurn } from './testing/conformance/turns/ollama-turn.ts';
import { openAiTurn } from './testing/conformance/turns/openai-turn.ts';
import { responsesTurn } from './testing/conformance/turns/responses-turn.ts';
import { vertexTurn } from './testing/conformance/turns/vertex-turn.ts';
import { anthropicWire } from './testing/conformance/wire/anthropic-wire.ts';
import { cohereWire } from './testing/conformance/wire/cohere-wire.ts';
import { googleWire } from './testing/conformance/wire/google-wire.ts';
import { ollamaWire } from './testing/conformance/wire/ollama-wire.ts';
import { openAiWire } from './testing/conformance/wire/openai-wire.ts';
import { responsesWire } from './testing/conformance/wire/responses-wire.ts';
import { providerSettings } from './testing/provider-settings.ts';

type DialectName = Parameters<Awaited<ReturnType<typeof startSimulator>>['baseUrl']>[0];

async function startUpstream(dialect: DialectName): Promise<ConformanceUpstream> {
  const simulator = await startSimulator({ pace: { firstTokenMs: 1, tokensPerSecond: 2000 } });
  return {
    baseUrl: simulator.baseUrl(dialect),
    requests: simulator.requests,
    openStreams: simulator.openStreams,
    close: simulator.close,
  };
}

/** The unsupported features of each dialect, with reasons. */
const exceptions: Partial<Record<DialectName, NonNullable<ConformanceSubject['exceptions']>>> = {
  anthropic: {
    'answer-filter': 'Anthropic calls a filtered answer a refusal.',
    embeddings: 'Anthropic has none.',
    'cached-tokens': 'Anthropic caches only at marks, and bills the write; no request here has a mark.',
    'json-mode':
      'Anthropic has no JSON mode without a schema; instructions request it, and the simulator ignores them.',
  },
  responses: {
    prefill: 'A response never continues an answer.',
    'refused-stop': 'The protocol has no stop sequences: the answer is always cut here.',
  },
  cohere: { 'cached-tokens': 'Cohere caches its own prompt template, and bills nothing for it.' },
  ollama: {
    'cached-tokens': 'Ollama does not report cached tokens.',
    'image-by-address': 'Ollama accepts images by value only.',
    'tool-choice': 'Ollama cannot be made to call a tool.',
    'answer-filter': 'Ollama filters nothing.',
    'part-options': 'Ollama has one text for all parts of a message; it is warned of.',
  },
};

const turns = {
  openai: openAiTurn,
  responses: responsesTurn,
  anthropic: anthropicTurn,
  google: googleTurn,
  cohere: cohereTurn,
  ollama: ollamaTurn,
} as const;

const wires = {
  openai: openAiWire,
  responses: responsesWire,
  anthropic: anthropicWire,
  google: googleWire,
  cohere: cohereWire,
  ollama: ollamaWire,
} as const;

for (const dialect of ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'] as const) {
  describeConformance({
    name: dialect,
    dialect,
    turn: turns[dialect],
    wire: wires[dialect],
    startUpstream: () => startUpstream(dialect),
    createAdapter: (difference) => createDialectAdapter(dialect, providerSettings(difference)),
    exceptions: exceptions[dialect] ?? {},
  });
}

// Vertex speaks Google's protocol, through the bridge.
describeConformance({
  name: 'vertex, through the AI SDK,',
  dialect: 'ai-sdk',
  turn: vertexTurn,
  wire: googleWire,
  startUpstream: () => startUpstream('google'),
  createAdapter: (difference) => createVendorAdapter('vertex', providerSettings(difference)),
  exceptions: {
    'model-list': 'The AI SDK knows no list of models.',
    'weaker-forms': 'The packages of the AI SDK write their requests themselves.',
    'provider-options': 'The packages of the AI SDK pass on only the options that they know.',
    'part-options': 'The packages of the AI SDK pass on only the options that they know.',
    'odd-members': 'The packages of the AI SDK check the types of members themselves.',
    'open-end': 'The AI SDK gives the end of an answer only when its connection ends.',
  },
});
