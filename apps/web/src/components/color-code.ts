import { createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

/** A piece of code in one color: CSS variables for light and dark. */
export type ColoredPiece = { content: string; style: Readonly<Record<string, string>> };

/** Longer code stays plain. Characters. */
const longest = 40_000;

const languages: Readonly<Record<string, LanguageInput>> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  dockerfile: () => import('shiki/langs/dockerfile.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  graphql: () => import('shiki/langs/graphql.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
};

const aliases: Readonly<Record<string, string>> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  docker: 'dockerfile',
  golang: 'go',
  gql: 'graphql',
  js: 'javascript',
  jsonc: 'json',
  jsx: 'tsx',
  kt: 'kotlin',
  md: 'markdown',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  ts: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
};

let started: Promise<HighlighterCore> | undefined;

/** Uses JavaScript's regular expressions: WebAssembly would need a permission in the page's security policy. */
function startHighlighter(): Promise<HighlighterCore> {
  started ??= createHighlighterCore({
    themes: [import('shiki/themes/github-light-high-contrast.mjs'), import('shiki/themes/github-dark-default.mjs')],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return started;
}

/** Colors code. Returns null for an unknown language, or for code that is too long. */
export async function colorCode(code: string, language: string): Promise<readonly ColoredPiece[] | null> {
  const lang = aliases[language] ?? language;
  const grammar = languages[lang];
  if (grammar === undefined || code.length > longest) return null;
  const highlighter = await startHighlighter();
  await highlighter.loadLanguage(grammar);
  const { tokens } = highlighter.codeToTokens(code, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    defaultColor: false,
  });
  return tokens.flatMap((line, index) => [
    ...line.map(({ content, htmlStyle = {} }) => ({ content, style: htmlStyle })),
    ...(index < tokens.length - 1 ? [{ content: '\n', style: {} }] : []),
  ]);
}
