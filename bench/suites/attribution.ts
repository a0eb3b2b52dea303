import type { Database } from '../../apps/api/src/database/database.ts';
import { type Figure, median, micros } from '../figures.ts';
import { openEmbeddedStore } from '../usage/filled-database.ts';
import { type Attribution, measureSettlements, type SettlementCost } from '../usage/measure-settlements.ts';

const rounds = 7;
/** The end users, sessions and sets of tags for one period of 2,000 settlements. */
const few = 10;

/**
 * The cost of a settlement whose call names an end user, a session and three tags: always new names, or a few repeated
 * names. The comparison has no names. In the embedded database; the kinds take turns.
 */
export async function measureAttribution(): Promise<readonly Figure[]> {
  const store = openEmbeddedStore();
  try {
    const database = await (await store.add(0)).open();
    try {
      return figuresOf(await measureEach(database));
    } finally {
      await database.close();
    }
  } finally {
    await store.remove();
  }
}

type Costs = Record<'none' | 'few' | 'many', SettlementCost[]>;

async function measureEach(database: Database): Promise<Costs> {
  const costs: Costs = { none: [], few: [], many: [] };
  let period = 0;
  await measureSettlements(database);
  for (let round = 0; round < rounds; round++) {
    const stem = `${++period}`;
    costs.none.push(await measureSettlements(database));
    costs.few.push(await measureSettlements(database, (index) => nameOf(`${index % few}`)));
    costs.many.push(await measureSettlements(database, (index) => nameOf(`${stem}-${index}`)));
  }
  return costs;
}

function nameOf(stem: string): Attribution {
  return {
    endUser: `person-${stem}`,
    session: `session-${stem}`,
    tags: ['a', 'b', 'c'].map((tag) => `${tag}-${stem}`),
  };
}

function figuresOf({ none, few, many }: Costs): readonly Figure[] {
  return (['settleMicros', 'rollUpMicros'] as const).map((part) => {
    const of = (costs: readonly SettlementCost[]): number => median(costs.map((cost) => cost[part]));
    const ratio = median(many.map((cost, round) => cost[part] / (few[round]?.[part] ?? Number.NaN)));
    return {
      name: part === 'settleMicros' ? 'settlement, each with names of its own' : 'rollup of it, later',
      value: micros(of(many)),
      besides: `${ratio.toFixed(2)} times one with names that repeat (${micros(of(few))}); ${micros(of(none))} without names`,
    };
  });
}
