import { addFigures, isNothing, noFigures, subtractFigures, type UsageFigures } from './usage-figures.ts';
import type { UsageSnapshot } from './usage-watch.ts';

/** The calls settled since the previous tick, and the totals of today. */
export type UsageTick = {
  isSnapshot: boolean;
  /** The start of today in UTC. */
  todayMs: number;
  settled: UsageFigures;
  today: UsageFigures;
  /** Models called today or settled since the previous tick, the most expensive of today first. */
  models: readonly ModelTick[];
};

export type ModelTick = { modelId: string; settled: UsageFigures; today: UsageFigures };

/** The difference of a snapshot from the previous one; without a previous one, no call counts as settled. */
export function compareSnapshots(before: UsageSnapshot | null, now: UsageSnapshot): UsageTick {
  const { todayMs } = now;
  const known = new Map(before?.days.map(({ dayMs, modelId, figures }) => [`${dayMs} ${modelId}`, figures]));
  const models = new Map<string, ModelTick>();
  for (const { dayMs, modelId, figures } of now.days.toReversed()) {
    const model = models.get(modelId) ?? { modelId, settled: noFigures, today: noFigures };
    const news = before === null ? noFigures : subtractFigures(figures, known.get(`${dayMs} ${modelId}`) ?? noFigures);
    models.set(modelId, {
      modelId,
      settled: addFigures(model.settled, news),
      today: dayMs === todayMs ? addFigures(model.today, figures) : model.today,
    });
  }
  return toTick([...models.values()], todayMs, before === null);
}

/** Combines two ticks for a reader that missed the first. */
export function mergeTicks(older: UsageTick, newer: UsageTick): UsageTick {
  const models = new Map(newer.models.map((model) => [model.modelId, model]));
  for (const { modelId, settled } of older.models) {
    const model = models.get(modelId) ?? { modelId, settled: noFigures, today: noFigures };
    models.set(modelId, { ...model, settled: addFigures(settled, model.settled) });
  }
  return toTick([...models.values()], newer.todayMs, older.isSnapshot);
}

function toTick(all: readonly ModelTick[], todayMs: number, isSnapshot: boolean): UsageTick {
  const models = all.filter(({ settled, today }) => !isNothing(settled) || !isNothing(today));
  return {
    isSnapshot,
    todayMs,
    settled: models.reduce((sum, { settled }) => addFigures(sum, settled), noFigures),
    today: models.reduce((sum, { today }) => addFigures(sum, today), noFigures),
    models: models.sort((left, right) => Number(right.today.costUsd) - Number(left.today.costUsd)),
  };
}
