import type pg from 'pg';
import { quotingCodes, quotingKinds, redactedMessage } from './quoting-errors.ts';

/** The values of the three parameters of `removeContentsSql`, from the first on. */
export const removalValues: readonly unknown[] = [redactedMessage, quotingCodes, quotingKinds];

/**
 * Removes the content of generations, as parts of a statement that begins with WITH. The plan moves to its own table.
 * Messages that may quote content are redacted, and comments of ratings removed. `ids`: an operand after `id =`.
 * `first`: the number of the first of three parameters.
 */
export function removeContentsSql(ids: string, first: number): string {
  const [message, codes, kinds] = [`$${first}`, `$${first + 1}`, `$${first + 2}`];
  return `
removed AS (DELETE FROM generation_content WHERE generation_id = ${ids} RETURNING generation_id, plan, standing_exclusions_id),
plans AS (
  INSERT INTO generation_plan (generation_id, plan, standing_exclusions_id)
  SELECT generation_id, plan, standing_exclusions_id FROM removed ON CONFLICT DO NOTHING
),
generations AS (
  UPDATE generation SET error_message = ${message} WHERE id = ${ids} AND error_code = ANY (${codes}::text[])
),
attempts AS (
  UPDATE model_usage SET error_message = ${message} WHERE generation_id = ${ids} AND error_code = ANY (${kinds}::text[])
),
ratings AS (UPDATE generation_rating SET comment = NULL WHERE generation_id = ${ids})`;
}

const oneSql = `WITH known AS (SELECT id FROM generation WHERE id = $1::uuid AND ($2::text IS NULL OR workspace_id = $2)),
${removeContentsSql('ANY (ARRAY (SELECT id FROM known))', 3)}
SELECT id FROM known`;

/** Removes the content of one generation. False if it is not recorded. `workspaceId`: null for every workspace. */
export async function removeContent(client: pg.ClientBase, id: string, workspaceId: string | null): Promise<boolean> {
  const { rows } = await client.query({
    name: 'remove-content',
    text: oneSql,
    values: [id, workspaceId, ...removalValues],
  });
  return rows.length > 0;
}
