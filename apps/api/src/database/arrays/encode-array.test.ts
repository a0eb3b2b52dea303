import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../testing/databases.ts';
import {
  encodeBooleans,
  encodeIds,
  encodeIntegers,
  encodeJson,
  encodeNumbers,
  encodeTexts,
  encodeTimes,
} from './encode-array.ts';

const id = '0190f3d5-6c1a-7b2e-8f00-0123456789ab';

describeOnEachDatabase('an encoded array', (test) => {
  it.each([
    ['bool[]', encodeBooleans([true, false]), ['true', 'false']],
    ['int4[]', encodeIntegers([0, -1, 2_147_483_647, null, 1.6]), ['0', '-1', '2147483647', null, '2']],
    ['float8[]', encodeNumbers([0.1, null, 1e-9]), ['0.1', null, '1e-09']],
    ['uuid[]', encodeIds([id, null]), [id, null]],
    [
      'text[]',
      encodeTexts(['', null, 'NULL', 'a"b\\c{,}', 'Zürich ☃ 🚀', 'a\0b']),
      ['', null, 'NULL', 'a"b\\c{,}', 'Zürich ☃ 🚀', 'a\uFFFDb'],
    ],
    ['json[]', encodeJson(['{"a": 1}', null, 'null']), ['{"a": 1}', null, 'null']],
    ['text[]', encodeTexts([]), []],
  ])('of the type %s contains its source values', async (type, encoded, expected) => {
    const sql = `SELECT coalesce(array_agg(item::text ORDER BY place), '{}') AS items FROM unnest($1::${type}) WITH ORDINALITY AS u (item, place)`;
    const { rows } = await test.database.pool.query<{ items: (string | null)[] }>(sql, [encoded]);
    expect(rows[0]?.items).toEqual(expected);
  });

  it('of times is exact to the millisecond, also before 2000', async () => {
    const times = [0, 946_684_799_999, Date.UTC(2026, 6, 1, 12, 30, 15, 123)];
    const { rows } = await test.database.pool.query<{ items: Date[] }>('SELECT $1::timestamptz[] AS items', [
      encodeTimes(times),
    ]);
    expect(rows[0]?.items.map((item) => item.getTime())).toEqual(times);
  });

  it('refuses a text that is not an id', () => {
    expect(() => encodeIds(['0190f3d5'])).toThrow("'0190f3d5' is not a UUID");
  });
});
