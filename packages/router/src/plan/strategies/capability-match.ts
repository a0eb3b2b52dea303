import type { Capability } from '../../policy/capability.ts';
import type { Weights } from '../../policy/strategy.ts';
import { capabilitiesOf, capabilityBits, wordKey } from '../catalog-index.ts';
import { describeList } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { PlanContext } from '../plan-context.ts';
import { knownTask } from '../task-types.ts';
import type { RankingStrategy } from './ranking-strategy.ts';
import { describeWeighing, weigh } from './weigh.ts';

/** Useful capabilities for a kind of task, in addition to the required capabilities. */
const capabilitiesByTask: ReadonlyMap<string, readonly Capability[]> = new Map(
  Object.entries<readonly Capability[]>({
    code_generation: ['code'],
    code_review: ['code', 'analysis'],
    debugging: ['code', 'reasoning'],
    analysis: ['analysis', 'reasoning'],
    data_analysis: ['analysis', 'reasoning'],
    reasoning: ['reasoning'],
    math: ['reasoning'],
    summarization: ['long_context'],
    long_document: ['long_context'],
    long_context: ['long_context'],
    translation: ['multilingual'],
    creative_writing: ['creative'],
    content_generation: ['creative'],
    classification: ['fast'],
    extraction: ['fast', 'json_schema'],
    simple: ['fast'],
    simple_tasks: ['fast'],
    vision: ['vision'],
    image_analysis: ['vision', 'analysis'],
  }),
);

const fitWeight = 0.7;

type MatchFigures = Weights & {
  /** The task in the form of `wordKey`. Null for none. */
  task: string | null;
  points: readonly string[];
};

/**
 * The best models for the task. A model has a point for each useful capability of the task. It has further points if
 * the task is among its use cases or tags, and for a place in the policy's preferences for the task. The share of all
 * points counts 0.7, BALANCED 0.3. Without a task all models with the required capabilities have the same share.
 */
export const capabilityMatch: RankingStrategy<MatchFigures> = {
  name: 'CAPABILITY_MATCH',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts, context) {
    const task = readTask(context);
    for (const draft of drafts) {
      const fit = task === null ? 1 : fitOf(draft, task);
      draft.score = fitWeight * fit + (1 - fitWeight) * weigh(draft, context);
    }
  },
  figures(draft, context) {
    const task = readTask(context);
    const points = task === null ? [] : pointsOf(draft, task);
    return { task: task?.word ?? null, points, ...context.weightFigures };
  },
  describe({ task, points, ...weights }, candidate) {
    const fit = task === null ? 'has the required capabilities' : describeFit(task, points);
    return `${fit}; ${describeWeighing(weights, candidate)}`;
  },
};

type Task = { word: string; bits: number; preferredIds: readonly string[] };

function readTask({ request, routing }: PlanContext): Task | null {
  if (request.taskType === null) return null;
  const word = wordKey(request.taskType);
  return {
    word,
    bits: capabilityBits(capabilitiesByTask.get(knownTask(word)) ?? []),
    preferredIds: (routing.taskPreferences.get(word) ?? routing.taskPreferences.get(knownTask(word)))?.modelIds ?? [],
  };
}

function fitOf({ entry, model }: Draft, { word, bits, preferredIds }: Task): number {
  const wanted = countBits(bits) + 1 + (preferredIds.length > 0 ? 1 : 0);
  const found =
    countBits(bits & entry.capabilityBits) + Number(isUseCase(entry, word)) + Number(preferredIds.includes(model.id));
  return found / wanted;
}

function isUseCase({ words }: Draft['entry'], word: string): boolean {
  return words.has(word) || words.has(knownTask(word));
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The points of a model, in one or two words each. */
function pointsOf({ entry, model }: Draft, { word, bits, preferredIds }: Task): readonly string[] {
  const points: string[] = [...capabilitiesOf(bits & entry.capabilityBits)];
  if (isUseCase(entry, word)) points.push('its use cases');
  if (preferredIds.includes(model.id)) points.push("the policy's preference");
  return points;
}

function describeFit(task: string, points: readonly string[]): string {
  return points.length === 0
    ? `has no particular strength for ${task}`
    : `suits ${task} because of ${describeList(points)}`;
}
