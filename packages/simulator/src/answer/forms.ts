import type { Random } from './random.ts';
import { type Subject, upperFirst } from './subject.ts';

/** The material of an answer. */
export type Material = {
  subject: Subject;
  random: Random;
  /** Remarks on the subject, without end. */
  remarks: Iterator<string, never>;
};

/** A form of an answer: a list, code, a comparison. */
export type Form = {
  /** Whether the prompt requests this form. */
  suits: (prompt: string) => boolean;
  /** The answer as blocks, to be joined by blank lines. */
  write: (material: Material) => string[];
};

/** A closing quote ends the words only if no letter follows: the apostrophe of “it’s” does not. */
const quoted =
  /\b(?:say|reply with|respond with|answer with|repeat|return|print)\b[^"“'‘`\n]{0,40}(?:"([^"\n]{1,8000})"|“([^”\n]{1,8000})”|['‘`](.{1,400}?)['’`](?!\p{L}))/iu;
const bare =
  /\b(?:say|reply|respond|answer)(?: with)?(?: only| just| exactly){1,5}(?: with)?(?: the)?(?: word| words| phrase)?:? ([^\n."]{1,200})/i;

/** The exact words that the prompt dictates: `Reply with only the word pong.` Null for other prompts. */
export function dictatedWords(prompt: string): string | null {
  const words = quoted.exec(prompt)?.slice(1) ?? bare.exec(prompt)?.slice(1) ?? [];
  return words.find((text) => text !== undefined)?.trim() ?? null;
}

/** A short greeting, for a prompt that is a greeting. */
const greeting: Form = {
  suits: (prompt) => /^\W*(hello|hi|hey|good (morning|evening|day)|greetings|howdy)\b[^?]{0,30}[.!?\s]*$/i.test(prompt),
  write: ({ random }) => [
    random.pick(['Hello!', 'Hello, and welcome!', 'Hi there!']),
    'This answer came through Penstock token by token, as the answers of every provider do. Ask for a list, a table, a piece of code, JSON or a tool call, and watch it arrive.',
  ],
};

const rows = [
  ['First steps', 'quick to try', 'takes a little reading'],
  ['Day to day', 'asks for attention', 'runs by itself'],
  ['At scale', 'grows in steps', 'grows evenly'],
] as const;

/** A table that compares two topics. */
const comparison: Form = {
  suits: (prompt) => /\b(compare|comparison|versus|vs\.?|differences? between|pros and cons)\b/i.test(prompt),
  write: ({ subject, random, remarks }) => {
    const left = upperFirst(subject.topics[0]);
    const right = upperFirst(subject.topics[1] ?? 'the alternative');
    const lines = random.shuffle(rows).map((cells) => `| ${cells.join(' | ')} |`);
    return [
      `**${left}** and **${right}**, side by side:`,
      [`| | ${left} | ${right} |`, '|---|---|---|', ...lines].join('\n'),
      take(remarks, 2),
    ];
  },
};

/** `name`: words joined by underscores. */
type Language = { fence: string; pattern: RegExp; write: (name: string, topics: string) => string };

const toCamelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const python: Language = {
  fence: 'python',
  pattern: /\bpython\b/i,
  write: (name, topics) => `def ${name}(items):\n    """${topics}"""\n    return sorted(set(items))`,
};

const languages: readonly Language[] = [
  {
    fence: 'sql',
    pattern: /\bsql\b/i,
    write: (name, topics) => `-- ${topics}\nSELECT name, count(*) AS total\nFROM ${name}\nGROUP BY name;`,
  },
  {
    fence: 'typescript',
    pattern: /\b(typescript|javascript|ts|js|node)\b/i,
    write: (name, topics) =>
      `/** ${topics} */\nexport function ${toCamelCase(name)}(items: readonly string[]): Set<string> {\n  return new Set(items);\n}`,
  },
  python,
];

const languageNames = new Set(['python', 'typescript', 'javascript', 'sql', 'node', 'ts', 'js']);
const wordsInName = 3;

/** A code block in the language that the prompt names. Python by default. */
const code: Form = {
  suits: (prompt) =>
    /\b(code|function|script|program|class|query|regex|implement|refactor|python|javascript|typescript|sql)\b/i.test(
      prompt,
    ),
  write: ({ subject, remarks }) => {
    const language = languages.find(({ pattern }) => pattern.test(subject.prompt)) ?? python;
    const words = subject.topics.flatMap((topic) => topic.toLowerCase().match(/[a-z][a-z0-9]*/g) ?? []);
    const named = words.filter((word) => !languageNames.has(word)).slice(0, wordsInName);
    const name = named.length > 0 ? named : ['count', 'items'];
    return [
      `A small sketch for **${name.join(' ')}**, to show how code arrives:`,
      `\`\`\`${language.fence}\n${language.write(name.join('_'), subject.topics.join(', '))}\n\`\`\``,
      take(remarks, 1),
    ];
  },
};

const headings = [
  'Decide what matters',
  'Begin with one example',
  'Write it down',
  'Leave something out',
  'Measure once',
  'Keep a way back',
] as const;

/** Numbered points, as many as the prompt names. */
const list: Form = {
  suits: (prompt) =>
    /\b(list|ideas|steps|tips|ways|reasons|bullet|brainstorm|names? for|top \d+|how (?:do|can|to))\b/i.test(prompt),
  write: ({ subject, random, remarks }) => {
    const named = subject.numbers.find((number) => Number.isInteger(number) && number >= 2 && number <= 20);
    const count = named ?? random.integer(3, 5);
    const order = random.shuffle(headings);
    const points = Array.from({ length: count }, (_, index) => {
      return `${index + 1}. **${order[index % order.length]}.** ${take(remarks, 1)}`;
    });
    return [`Here are ${count} points on **${subject.phrases[0]}**:`, points.join('\n')];
  },
};

/** Paragraphs; the form for every other prompt. */
export const explanation: Form = {
  suits: () => true,
  write: ({ subject, random, remarks }) => {
    const [topic] = subject.phrases;
    const opening = random.pick([
      `Let us look at **${topic}**, as far as a sandbox can.`,
      `**${upperFirst(topic)}**: here is how a model might answer.`,
      `You asked about **${topic}**.`,
    ]);
    return [`${opening} ${take(remarks, random.integer(1, 2))}`, take(remarks, random.integer(2, 3))];
  },
};

/** In the order of their checks. The last form suits every prompt. */
export const forms: readonly Form[] = [greeting, comparison, code, list, explanation];

/** The next `count` remarks as one paragraph. */
export function take(remarks: Iterator<string, never>, count: number): string {
  return Array.from({ length: count }, () => remarks.next().value).join(' ');
}
