import {
  createProviderError,
  type ModelRequest,
  type ProviderErrorKind,
  providerErrorKinds,
} from '@penstock/providers';
import { finishStep, type Script, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { textHeldBy } from '../testing/read-events.ts';
import type { ExecutionEvent } from './execution-event.ts';

/** The course of one call: its text, the cuts, the number of pieces, and its end. */
type ScriptedCall = {
  text: string;
  pieceLength: number;
  pieces: number;
  end: 'finish' | 'silence' | 'nothing' | ProviderErrorKind;
};

const anyScriptedCall: fc.Arbitrary<ScriptedCall> = fc.record({
  // Few letters, so that answers often repeat each other for a while.
  text: fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 }),
  pieceLength: fc.integer({ min: 1, max: 3 }),
  pieces: fc.integer({ min: 0, max: 8 }),
  end: fc.oneof(
    fc.constantFrom('finish' as const, 'silence' as const, 'nothing' as const),
    fc.constantFrom(...providerErrorKinds),
  ),
});

const world = fc.record({
  models: fc.array(
    fc.record({
      takesPrefill: fc.boolean(),
      refusesPrefill: fc.boolean(),
      calls: fc.array(anyScriptedCall, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  mayRestart: fc.boolean(),
  reroutesFiltered: fc.boolean(),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** The whole text of a call, and whether all of it was sent. */
type MadeCall = { modelId: string; prefill: string; text: string; isWhole: boolean; isHidden: boolean };

function play({ text, pieceLength, pieces, end }: ScriptedCall): { script: Script; isWhole: boolean } {
  const all = text.match(new RegExp(`.{1,${pieceLength}}`, 'g')) ?? [];
  if (end === 'finish') return { script: [...textSteps(all), finishStep()], isWhole: true };
  const steps = textSteps(all.slice(0, pieces));
  if (end === 'silence') return { script: [...steps, { type: 'hang' }], isWhole: false };
  if (end === 'nothing') return { script: steps, isWhole: false };
  const error = createProviderError(end, { providerId: 'm', message: `It is ${end}.` });
  return { script: [...steps, { type: 'fail', error }], isWhole: false };
}

async function run(facts: World): Promise<{ events: readonly ExecutionEvent[]; made: readonly MadeCall[] }> {
  const made: MadeCall[] = [];
  const models = facts.models.map(({ takesPrefill }, index) => buildModel(`m${index}/x`, { takesPrefill }));
  const script = (modelId: string, number: number, request: ModelRequest): Script => {
    const model = facts.models[Number(modelId.slice(1, 2))];
    const said = model?.calls[number - 1] ?? { text: 'ab', pieceLength: 1, pieces: 9, end: 'finish' };
    const isRefused = request.prefill !== null && model?.refusesPrefill === true;
    const scripted: ScriptedCall = isRefused ? { ...said, pieces: 0, end: 'prefill-refused' } : said;
    const played = play(scripted);
    const isHidden = request.prefill !== null && scripted.end === 'prefill-refused' && scripted.pieces === 0;
    made.push({ modelId, prefill: request.prefill ?? '', text: said.text, isWhole: played.isWhole, isHidden });
    return played.script;
  };
  const { mayRestart, reroutesFiltered } = facts;
  const stage = new ExecutionStage({ models, script, mayRestart, reroutesFiltered, random: () => facts.random });
  return { events: await stage.run(), made };
}

const endings = new Set(['completed', 'failed', 'cancelled']);

describe('executePlan, with any providers', () => {
  it('gives a complete answer exactly once, or fails', async () => {
    const property = fc.asyncProperty(world, async (facts) => {
      const { events, made } = await run(facts);
      expect(events.filter((event) => endings.has(event.type))).toEqual([events.at(-1)]);
      if (!facts.mayRestart) expect(events.some((event) => event.type === 'restarted')).toBe(false);
      if (events.at(-1)?.type !== 'completed') return;
      const last = made.at(-1);
      expect(last?.isWhole).toBe(true);
      expect(textHeldBy(events)).toBe(`${last?.prefill}${last?.text}`);
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('calls no model more than three times, and accounts for every call', async () => {
    const property = fc.asyncProperty(world, async (facts) => {
      const { events, made } = await run(facts);
      const records = events.flatMap((event) =>
        event.type === 'attempt-failed' || event.type === 'completed' ? [event.attempt] : [],
      );
      expect(records.map((record) => record.number)).toEqual(records.map((_, index) => index + 1));
      expect(records).toHaveLength(made.filter((call) => !call.isHidden).length);
      for (const calls of Map.groupBy(records, (record) => record.modelId).values()) {
        expect(calls.length).toBeLessThanOrEqual(3);
      }
      const error = events.at(-1);
      if (error?.type === 'failed') expect(error.error.attempts).toEqual(records);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
