import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { encodeIntegers, encodeTexts } from './arrays/encode-array.ts';

const sql = `SELECT n, md5(text) AS sum, length(text) AS length, $3::text AS word, $4::text AS nothing
  FROM unnest($1::int4[], $2::text[]) AS each (n, text)`;

describeOnEachDatabase('a statement with large binary parameters', (test) => {
  it.each([undefined, 'a-prepared-statement'])('returns the same as with small parameters, named %s', async (name) => {
    const text = 'Zürich ☃ '.repeat(100_000);
    const client = await test.database.pool.connect();
    const written: Buffer[] = [];
    const connection = Reflect.get(client, 'connection') as { stream: { write(bytes: Buffer): boolean } };
    const write = connection.stream.write.bind(connection.stream);
    connection.stream.write = (bytes: Buffer) => {
      written.push(bytes);
      return write(bytes);
    };
    try {
      const encoded = encodeTexts([text, 'x', null]);
      const ask = (values: unknown[]) => client.query({ ...(name && { name }), text: sql, values });
      for (let round = 0; round < 2; round++) {
        const { rows } = await ask([encodeIntegers([1, 2, 3]), encoded, 'wörd', null]);
        expect(rows).toMatchObject([{ n: 1, length: text.length, word: 'wörd', nothing: null }, { n: 2 }, { n: 3 }]);
        const small = await ask([encodeIntegers([2]), encodeTexts(['x']), 'wörd', null]);
        expect(small.rows).toEqual([{ ...rows[1], n: 2 }]);
      }
      expect(written).toContain(encoded);
      expect(written.filter(({ length }) => length > text.length)).toHaveLength(2);
    } finally {
      client.release(true);
    }
  });

  it('reports an error of the database as usual', async () => {
    const values = [encodeIntegers([1]), encodeTexts(['y'.repeat(300_000)]), 'w', null];
    await expect(test.database.pool.query({ text: 'SELECT $1::int4[], $2::nope[], $3, $4', values })).rejects.toThrow(
      'type "nope[]" does not exist',
    );
    const { rows } = await test.database.pool.query({ text: sql, values });
    expect(rows).toMatchObject([{ n: 1, length: 300_000 }]);
  });
});
