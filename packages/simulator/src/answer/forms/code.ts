import type { Subject } from '../subject.ts';
import type { Form } from './form.ts';

type Language = { fence: string; pattern: RegExp; write: (name: readonly string[], subject: Subject) => string };

const snake = (words: readonly string[]): string => words.join('_');
const camel = (words: readonly string[]): string =>
  words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');

const python: Language = {
  fence: 'python',
  pattern: /\bpython\b/i,
  write: (name, subject) =>
    `def ${snake(name)}(items):\n    """${subject.topics.join(', ')}"""\n    counts = {}\n    for item in items:\n        counts[item] = counts.get(item, 0) + 1\n    return counts`,
};

const languages: readonly Language[] = [
  {
    fence: 'sql',
    pattern: /\bsql\b/i,
    write: (name, subject) =>
      `-- ${subject.topics.join(', ')}\nSELECT name, count(*) AS total\nFROM ${snake(name)}\nGROUP BY name\nORDER BY total DESC\nLIMIT 10;`,
  },
  {
    fence: 'typescript',
    pattern: /\b(typescript|ts)\b/i,
    write: (name, subject) =>
      `/** ${subject.topics.join(', ')} */\nexport function ${camel(name)}(items: readonly string[]): Map<string, number> {\n  const counts = new Map<string, number>();\n  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);\n  return counts;\n}`,
  },
  {
    fence: 'javascript',
    pattern: /\b(javascript|js|node)\b/i,
    write: (name, subject) =>
      `// ${subject.topics.join(', ')}\nexport function ${camel(name)}(items) {\n  const counts = new Map();\n  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);\n  return counts;\n}`,
  },
];

const languageNames = new Set(['python', 'typescript', 'javascript', 'sql', 'node', 'ts', 'js']);
const wordsInName = 3;

/** A code block in the language that the prompt names, Python where it names none. */
export const code: Form = {
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
      `\`\`\`${language.fence}\n${language.write(name, subject)}\n\`\`\``,
      remarks.next().value,
    ];
  },
};
