import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../testing/databases.ts';
import { type Column, integerColumn, jsonColumn, numberColumn, textColumn } from './columns.ts';

const huge = [1e15, 2 ** 31, -1e15, Number.POSITIVE_INFINITY, Number.NaN];

describeOnEachDatabase('a column', (test) => {
  async function write<Value>(column: Column<Value>, values: readonly Value[], type: string): Promise<unknown[]> {
    const sql = `SELECT array_agg(item::${type}::text ORDER BY place) AS items FROM unnest($1::${column.parameterType}) WITH ORDINALITY AS u (item, place)`;
    const { rows } = await test.database.pool.query<{ items: unknown[] }>(sql, [column.encode(values)]);
    return rows[0]?.items ?? [];
  }

  it('of integers contains only integers', async () => {
    const column = integerColumn<number>('tokens', (value) => value);
    expect(await write(column, huge, 'int')).toEqual(['2147483647', '2147483647', '-2147483648', '2147483647', '0']);
  });

  it('of money contains no sum out of range', async () => {
    const column = numberColumn<number>('cost', (value) => value);
    const sums = await write(column, [...huge, 0.000001], 'numeric(20, 12)');
    expect(sums.map((sum) => (sum === null ? null : Number(sum)))).toEqual([
      99_999_999,
      99_999_999,
      -99_999_999,
      99_999_999,
      null,
      0.000001,
    ]);
  });

  it('of texts and of JSON accepts characters that PostgreSQL cannot store', async () => {
    const odd = 'a\0b\ud800c';
    expect(
      await write(
        textColumn<string>('text', (value) => value),
        [odd],
        'text',
      ),
    ).toEqual(['a\ufffdb\ufffdc']);
    const [json] = await write(
      jsonColumn<object>('json', (value) => value),
      [{ odd }],
      'json',
    );
    expect(JSON.parse(String(json))).toEqual({ odd });
  });
});
