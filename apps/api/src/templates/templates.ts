import type pg from 'pg';
import { v7 } from 'uuid';
import { ServiceError } from '../errors/service-error.ts';
import type { Template, TemplateContent, TemplateDraft, TemplateSummary } from './template.ts';
import { type FoundTemplate, TemplateCache } from './template-cache.ts';

/** The source of templates for requests. */
export interface TemplateSource {
  /**
   * The template with a name in a workspace, which has priority over the common template. Workspace null: the common
   * template only. Version null: the latest. A save is visible here at once, and on other replicas within two seconds.
   */
  find(workspaceId: string | null, name: string, version: number | null): Promise<FoundTemplate>;
}

/** The prompt templates. Permissions to read and change them are checked in `manage-templates.ts`. */
export interface Templates extends TemplateSource {
  /**
   * The templates of a workspace and the common ones, by name, each at its latest version. Null: those of all
   * workspaces.
   */
  list(workspaceId: string | null): Promise<readonly TemplateSummary[]>;
  /** The latest version by id; null if there is none, or it was removed. */
  findById(id: string): Promise<TemplateSummary | null>;
  /** The newest versions of one template, newest first. */
  listVersions(id: string, most: number): Promise<readonly TemplateSummary[]>;
  /** The content of versions, in the requested order; null for a version that was removed. */
  readContents(versions: readonly Pick<Template, 'id' | 'version'>[]): Promise<readonly (TemplateContent | null)[]>;
  /** Saves a checked template as the next version of its name. Rejects with CONFLICT if there are too many. */
  save(draft: TemplateDraft, createdBy: string): Promise<Template>;
  /** Removes a template with its versions; false if there is none. */
  remove(id: string): Promise<boolean>;
}

/** The most templates of one workspace, names in its history, versions of one template, and templates of one list. */
export const templateCounts = { templates: 1_000, names: 10_000, versions: 1_000, listed: 2_000 } as const;

const summary = `template.id, nullif(template.workspace_id, '') AS "workspaceId", template.name, stored.version,
  stored.description, stored.created_at AS "createdAt", stored.created_by AS "createdBy"`;

const findSql = `
WITH meant AS (
  SELECT * FROM template WHERE name = $2 AND workspace_id IN ($1, '') AND removed_at IS NULL
  ORDER BY workspace_id DESC LIMIT 1
)
SELECT template.version AS latest, ${summary}, stored.messages, stored.variables
FROM meant AS template LEFT JOIN template_version AS stored
  ON stored.template_id = template.id AND stored.version = coalesce($3::int, template.version)`;

const latestSql = `
SELECT ${summary} FROM template JOIN template_version AS stored
  ON stored.template_id = template.id AND stored.version = template.version
WHERE template.removed_at IS NULL`;

const versionsSql = `
SELECT ${summary} FROM template JOIN template_version AS stored ON stored.template_id = template.id
WHERE template.id = $1 AND template.removed_at IS NULL ORDER BY stored.version DESC LIMIT $2`;

const contentsSql = `
SELECT template_id AS id, version, messages, variables FROM template_version
WHERE (template_id, version) IN (SELECT * FROM unnest($1::uuid[], $2::int[]))`;

const countSql = `
SELECT count(*)::int AS names, count(*) FILTER (WHERE removed_at IS NULL)::int AS templates,
  coalesce(max(version) FILTER (WHERE name = $2), 0) AS versions,
  count(*) FILTER (WHERE name = $2 AND removed_at IS NULL)::int AS known
FROM template WHERE workspace_id = $1`;

/** Two concurrent saves of a name wait for each other at its row. */
const saveSql = `
WITH saved AS (
  INSERT INTO template AS kept (id, workspace_id, name, version) VALUES ($1, $2, $3, 1)
  ON CONFLICT (workspace_id, name) DO UPDATE SET version = kept.version + 1, removed_at = NULL
  RETURNING id, version
)
INSERT INTO template_version (template_id, version, description, messages, variables, created_at, created_by)
SELECT id, version, $4, $5::json, $6::json, now(), $7 FROM saved
RETURNING template_id AS id, version, created_at AS "createdAt"`;

const removeSql = `
WITH gone AS (
  UPDATE template SET removed_at = now() WHERE id = $1 AND removed_at IS NULL RETURNING id
), emptied AS (
  DELETE FROM template_version USING gone WHERE template_id = gone.id
)
SELECT id FROM gone`;

/** PostgreSQL stores no text with it. */
const unstorable = /\0/;

export function createTemplates({ pool }: { pool: pg.Pool }): Templates {
  const cache = new TemplateCache(async (workspaceId, name, version) => {
    const { rows } = await pool.query<FoundRow>(findSql, [workspaceId ?? '', name, version]);
    return toFound(rows[0]);
  });
  const summaries = async (sql: string, values: readonly unknown[]): Promise<readonly TemplateSummary[]> =>
    (await pool.query<TemplateSummary>(sql, [...values])).rows;
  return {
    find: async (workspaceId, name, version) =>
      unstorable.test(`${workspaceId}${name}`)
        ? { template: null, latest: null }
        : cache.find(workspaceId, name, version),
    list: (workspaceId) =>
      workspaceId === null
        ? summaries(`${latestSql} ORDER BY name, workspace_id LIMIT $1`, [templateCounts.listed])
        : summaries(`${latestSql} AND workspace_id IN ($1, '') ORDER BY name, workspace_id LIMIT $2`, [
            workspaceId,
            templateCounts.listed,
          ]),
    findById: async (id) => (await summaries(`${latestSql} AND id = $1`, [id]))[0] ?? null,
    listVersions: (id, most) => summaries(versionsSql, [id, most]),
    async readContents(versions) {
      const keys = [versions.map(({ id }) => id), versions.map(({ version }) => version)];
      const { rows } = await pool.query<ContentRow>(contentsSql, keys);
      const known = new Map(rows.map((row) => [`${row.id} ${row.version}`, row]));
      return versions.map(({ id, version }) => known.get(`${id} ${version}`) ?? null);
    },
    async save(draft, createdBy) {
      const { workspaceId, name, description, messages, variables } = draft;
      await refuseTooMany(pool, workspaceId, name);
      const content = [JSON.stringify(messages), JSON.stringify(variables)];
      const values = [v7(), workspaceId ?? '', name, description, ...content, createdBy];
      const { rows } = await pool.query<Pick<Template, 'id' | 'version' | 'createdAt'>>(saveSql, values);
      cache.clear();
      return { ...draft, ...(rows[0] as Pick<Template, 'id' | 'version' | 'createdAt'>), createdBy };
    },
    async remove(id) {
      const { rowCount } = await pool.query(removeSql, [id]);
      cache.clear();
      return rowCount === 1;
    },
  };
}

type ContentRow = Pick<Template, 'id' | 'version' | 'messages' | 'variables'>;

/** Without a version if the template has none of that number. */
type FoundRow = Omit<Template, 'version'> & { latest: number; version: number | null };

function toFound(row: FoundRow | undefined): FoundTemplate {
  if (row === undefined) return { template: null, latest: null };
  const { latest, version, ...facts } = row;
  return { template: version === null ? null : { ...facts, version }, latest };
}

/** Concurrent saves may exceed a bound by their number. */
async function refuseTooMany(pool: pg.Pool, workspaceId: string | null, name: string): Promise<void> {
  type Counts = { names: number; templates: number; versions: number; known: number };
  const { rows } = await pool.query<Counts>(countSql, [workspaceId ?? '', name]);
  const { names, templates, versions, known } = rows[0] as Counts;
  if (versions >= templateCounts.versions) {
    throw new ServiceError(
      'CONFLICT',
      `Template '${name}' has ${versions} versions, which is the maximum: save it under another name.`,
    );
  }
  if (known === 0 && (templates >= templateCounts.templates || names >= templateCounts.names)) {
    throw new ServiceError(
      'CONFLICT',
      `There are ${templates} templates here, which is the maximum: use the name of an existing template.`,
    );
  }
}
