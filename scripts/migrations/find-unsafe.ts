import { parse } from 'libpg-query';

/** The parts of PostgreSQL's syntax tree that the rules read. */
type Constraint = { Constraint?: { contype?: string; skip_validation?: boolean } };
type Definition = Constraint & { ColumnDef?: { constraints?: readonly Constraint[] } };
type Command = { AlterTableCmd?: { subtype?: string; def?: Definition } };
type Relation = { relname?: string };
type Statement = {
  AlterTableStmt?: { relation?: Relation; cmds?: readonly Command[] };
  CreateStmt?: { relation?: Relation };
  DropStmt?: { removeType?: string };
  IndexStmt?: { relation?: Relation };
  RenameStmt?: { renameType?: string };
};
type Parsed = { stmts?: readonly { stmt?: Statement; stmt_location?: number; stmt_len?: number }[] };

const exception = /^-- safe: \S/m;

/**
 * The changes of a migration that break a replica of the previous release, one line each. A statement after a comment
 * `-- safe: REASON` is an exception.
 */
export async function findUnsafe(sql: string, path: string): Promise<readonly string[]> {
  const bytes = Buffer.from(sql);
  const created = new Set<string>();
  const problems: string[] = [];
  let from = 0;
  for (const { stmt = {}, stmt_location: start = 0, stmt_len } of ((await parse(sql)) as Parsed).stmts ?? []) {
    const end = stmt_len === undefined ? bytes.length : start + stmt_len;
    const text = bytes.toString('utf8', from, end);
    const line = bytes.toString('utf8', 0, from).split('\n').length + linesBefore(text);
    from = end + 1;
    created.add(stmt.CreateStmt?.relation?.relname ?? '');
    if (exception.test(text)) continue;
    problems.push(...judge(stmt, created).map((problem) => `${path}:${line}: ${problem}.`));
  }
  return problems;
}

/** The lines of spaces and comments before a statement. The first is the rest of the previous line. */
function linesBefore(text: string): number {
  return text.split('\n').findIndex((line) => !/^\s*(--|$)/.test(line));
}

function judge(statement: Statement, created: ReadonlySet<string>): readonly string[] {
  const { AlterTableStmt: alter, DropStmt: drop, IndexStmt: index, RenameStmt: rename } = statement;
  if (drop?.removeType === 'OBJECT_TABLE') return ['an old replica uses the table that this drops'];
  if (rename?.renameType === 'OBJECT_TABLE' || rename?.renameType === 'OBJECT_COLUMN')
    return ['an old replica uses the name that this takes away'];
  if (index !== undefined && !created.has(index.relation?.relname ?? ''))
    return ['this index blocks the writes of a table while it is made'];
  if (alter === undefined || created.has(alter.relation?.relname ?? '')) return [];
  return (alter.cmds ?? []).flatMap(({ AlterTableCmd: command = {} }) => judgeCommand(command) ?? []);
}

function judgeCommand({ subtype, def }: NonNullable<Command['AlterTableCmd']>): string | null {
  switch (subtype) {
    case 'AT_DropColumn':
      return 'an old replica uses the column that this drops';
    case 'AT_AlterColumnType':
      return 'an old replica knows the column by its old type, and the table is rewritten';
    case 'AT_SetNotNull':
      return 'an old replica may write no value, and the table is locked while it is read';
    case 'AT_AddColumn':
      return isRequired(def) ? 'an old replica writes no value for this column, which has no default' : null;
    case 'AT_AddConstraint':
      return def?.Constraint?.skip_validation === true ? null : 'a constraint locks its table, unless it is NOT VALID';
    default:
      return null;
  }
}

function isRequired(definition: Definition | undefined): boolean {
  const kinds = (definition?.ColumnDef?.constraints ?? []).map(({ Constraint: constraint }) => constraint?.contype);
  const isFilled = ['CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'].some((kind) => kinds.includes(kind));
  return !isFilled && (kinds.includes('CONSTR_NOTNULL') || kinds.includes('CONSTR_PRIMARY'));
}
