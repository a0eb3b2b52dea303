import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { createLog } from './log.ts';

describeOnEachDatabase('the log', (test) => {
  it('does not repeat the values that the database refused', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    const refusals = [
      test.database.pool.query(`INSERT INTO pruning (what, before) VALUES ('Xyzzy4711', null)`),
      test.database.pool.query(`SELECT json '{"said": Xyzzy4711}'`),
    ];
    for (const result of await Promise.allSettled(refusals)) {
      if (result.status === 'fulfilled') throw new Error('The database took it.');
      expect(JSON.stringify({ ...result.reason })).toContain('Xyzzy4711');
      log.error({ err: result.reason }, 'It was refused.');
    }
    expect(lines).toHaveLength(2);
    expect(lines.join()).toContain('invalid input syntax for type json');
    expect(lines.join()).not.toContain('Xyzzy4711');
  });
});
