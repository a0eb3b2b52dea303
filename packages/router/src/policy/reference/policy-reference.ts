import { formsOf, listMembers, type Member, type Schema, valueAt } from './list-members.ts';

/** The reference of the policy as Markdown: every setting with its type, unit, default, allowed values and an example. */
export function policyReference(schema: Schema, examples: unknown): string {
  const members = listMembers(schema);
  const sections = members.filter(({ path }) => path.length === 1);
  const parts = sections.map((section) => {
    const [name = ''] = section.path;
    const own = members.filter(({ path }) => path[0] === name && path.length > 1);
    return `## ${name}\n\n${section.schema.description ?? ''}\n\n${tableOf(own, examples)}`;
  });
  return `${head}\n${parts.join('\n\n')}\n`;
}

const head = `# Policy reference

Every setting of the policy file. \`npm run fix\` writes this page from the
[JSON schema](../config/model_policies.schema.json); [configuration.md](configuration.md#the-policy-file) explains how they work
together. The examples are from one
[document with every setting](../packages/router/src/policy/reference/complete-policy.yml), which a test reads.

In a path, \`*\` is a name of your own, and \`[]\` an entry of a list. Every value may be a variable as \`\${NAME}\`. A setting in
**bold** must be there.
`;

function tableOf(members: readonly Member[], examples: unknown): string {
  const rows = members.map((member) => {
    const { path, schema, isRequired } = member;
    const name = `\`${path.slice(1).join('.')}\``;
    const { text, fallback } = splitDescription(schema.description ?? '');
    const cells = [
      isRequired ? `**${name}**` : name,
      text,
      typeOf(schema),
      unitOf(member),
      fallback,
      exampleOf(member, examples),
    ];
    return `| ${cells.map(escapeCell).join(' | ')} |`;
  });
  return ['| setting | meaning | takes | unit | default | example |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The sentence that begins with "Default" goes into a separate column. */
function splitDescription(description: string): { text: string; fallback: string } {
  const match = /(?:^| )Default:? /.exec(description);
  if (match === null) return { text: description, fallback: '' };
  const fallback = description.slice(match.index + match[0].length);
  return {
    text: description.slice(0, match.index).trim(),
    fallback: fallback.endsWith('.') ? fallback.slice(0, -1) : fallback,
  };
}

/** The type of a setting, with the allowed values: `true, false`, `0 to 1`, `one of low, high`. */
function typeOf(schema: Schema): string {
  const words = formsOf(schema).flatMap(formWords);
  return [...new Set(words)].join('; or ') || 'any value';
}

function formWords(form: Schema): readonly string[] {
  if (form.const !== undefined) return [`\`${JSON.stringify(form.const)}\``];
  if (form.enum !== undefined) return [namesOf(form.enum)];
  const types = Array.isArray(form.type) ? form.type : [form.type];
  return types.filter((type) => type !== 'null').map((type) => typeWords(type, form));
}

/** Words that are accepted in both cases are listed once. */
function namesOf(names: readonly unknown[]): string {
  const texts = names.map(String);
  const once = texts.filter((text) => text === text.toLowerCase() || !texts.includes(text.toLowerCase()));
  return once.map((text) => `\`${text}\``).join(', ');
}

function typeWords(type: string | undefined, form: Schema): string {
  switch (type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number${rangeOf(form)}`;
    case 'number':
      return `number${rangeOf(form)}`;
    case 'string':
      return 'text';
    case 'array':
      return form.items === undefined ? 'list' : `list of ${typeOf(form.items)}`;
    case 'object':
      return form.properties === undefined ? 'mapping' : 'object';
    default:
      return 'any value';
  }
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const upper = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (minimum !== undefined && upper !== null) return ` from ${minimum} to ${upper}`;
  const lower =
    exclusiveMinimum === undefined
      ? minimum === undefined
        ? ''
        : `, at least ${minimum}`
      : `, above ${exclusiveMinimum}`;
  return `${lower}${upper === null ? '' : `, at most ${upper}`}`;
}

/** Determined by the end of a name, or by the whole name if its end does not show the unit. */
const units: readonly (readonly [RegExp, string])[] = [
  [/_ms$/, 'ms'],
  [/_s$/, 's'],
  [/_days$/, 'days'],
  [/_per_mtok$/, 'US dollars per million tokens'],
  [/cost_per_1k_tokens(\.|$)/, 'US dollars per thousand tokens'],
  [/(per_request|daily_budget|per_request_limit|search_fees\..+)$/, 'US dollars'],
  [/tokens_per_second$/, 'tokens per second'],
  [/(tokens|num_ctx|context_window)$/, 'tokens'],
  [/max_connections$/, 'sockets'],
  [/attempts$/, 'calls'],
  [/(released|deprecated_at)$/, 'day'],
];

function unitOf({ path }: Member): string {
  const name = path.join('.');
  return units.find(([pattern]) => pattern.test(name))?.[1] ?? '';
}

/** Maximum characters of an example in a cell. */
const mostCharacters = 60;

function exampleOf({ path, schema }: Member, examples: unknown): string {
  const value = valueAt(examples, path);
  if (value === undefined) return '';
  const isWhole = formsOf(schema).every(
    ({ properties, items }) => properties === undefined && items?.properties === undefined,
  );
  const text = JSON.stringify(value);
  return isWhole || text.length <= mostCharacters ? `\`${text}\`` : 'see its members';
}
