import type { Subject } from '../subject.ts';
import type { Form } from './form.ts';

type Language = { fence: string; pattern: RegExp; write: (name: string, subject: Subject) => string };

const snake = (words: readonly string[]): string => words.join('_');
const camel = (words: readonly string[]): string =>
  words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');

const languages: readonly Language[] = [
  {
    fence: 'sql',
    pattern: /\bsql\b/i,
    write: (name, subject) =>
      `-- ${subject.topics.join(', ')}\nSELECT name, count(*) AS total\nFROM ${snake(name.split(' '))}\nGROUP BY name\nORDER BY total DESC\nLIMIT 10;`,
  },
  {
    fence: 'typescript',
    pattern: /\b(typescript|ts)\b/i,
    write: (name, subject) =>
      `/** ${subject.topics.join(', ')} */\nexport function ${camel(name.split(' '))}(items: readonly string[]): Map<string, number> {\n  const counts = new Map<string, number>();\n  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);\n  return counts;\n}`,
  },
  {
    fence: 'javascript',
    pattern: /\b(javascript|js|node)\b/i,
    write: (name, subject) =>
      `// ${subject.topics.join(', ')}\nexport function ${camel(name.split(' '))}(items) {\n  const counts = new Map();\n  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);\n  return counts;\n}`,
  },
  {
    fence: 'python',
    pattern: /./,
    write: (name, subject) =>
      `def ${snake(name.split(' '))}(items):\n    """${subject.topics.join(', ')}"""\n    counts = {}\n    for item in items:\n        counts[item] = counts.get(item, 0) + 1\n    return counts`,
  },
];

/** A code block in the language that the prompt names, Python where it names none. */
export const code: Form = {
  suits: (prompt) =>
    /\b(code|function|script|program|class|query|regex|implement|refactor|python|javascript|typescript|sql)\b/i.test(
      prompt,
    ),
  write: ({ subject, remarks }) => {
    const language = languages.find(({ pattern }) => pattern.test(subject.prompt)) ?? languages[0];
    if (language === undefined) return [];
    const words = subject.topics[0].toLowerCase().match(/[a-z][a-z0-9]*/g) ?? ['count', 'items'];
    return [
      `A small sketch for **${subject.topics[0]}**, to show how code arrives:`,
      `\`\`\`${language.fence}\n${language.write(words.join(' '), subject)}\n\`\`\``,
      remarks.next().value,
    ];
  },
};
