/** A finding in a file. `line` counts from 1. */
export type Place = { line: number; text: string };

/** Words that plain English avoids. Split, so that this file does not contain them. */
export const avoidedWords: readonly string[] = ['who|ever', 'no|body', 'what|ever', 'in| vain'].map((word) =>
  word.replace('|', ''),
);

/** The most words in a sentence of a comment or a document. */
export const mostWords = 25;

const avoided = new RegExp(`\\b(${avoidedWords.join('|')})\\b`, 'gi');

/** Every use of an avoided word in a text. */
export function findAvoidedWords(text: string): readonly Place[] {
  return text.split('\n').flatMap((line, index) => {
    return [...line.matchAll(avoided)].map(([word]) => ({ line: index + 1, text: word }));
  });
}

/** The sentences of comments, or of a document's prose, that have more than `mostWords` words. */
export function findLongSentences(text: string, file: string): readonly Place[] {
  return (file.endsWith('.md') ? paragraphsOf(text) : commentsOf(text, file)).flatMap(({ line, text: prose }) =>
    sentencesOf(prose)
      .filter((sentence) => countWords(sentence) > mostWords)
      .map((sentence) => ({ line, text: sentence })),
  );
}

/** Every "what" in comments of code and in documents, outside questions, quotes and inline code. Each takes a noun's place. */
export function findNounWhats(text: string, file: string): readonly Place[] {
  if (!/\.(tsx?|mjs|md)$/.test(file)) return [];
  const blocks = file.endsWith('.md')
    ? [...paragraphsOf(text), ...headingsAndCellsOf(text)]
    : [...commentsOf(text, file), ...trailingCommentsOf(text)];
  return blocks
    .flatMap(({ line, text: prose }) =>
      sentencesOf(prose)
        .filter(
          (sentence) => !/\?["'”)\]]*$/.test(sentence) && /(?<![\w-])what(?![\w-])/i.test(withoutQuotes(sentence)),
        )
        .map((sentence) => ({ line, text: sentence })),
    )
    .sort((first, second) => first.line - second.line);
}

/** Removes quoted text and the addresses of links. An apostrophe within a word opens no quote. */
function withoutQuotes(sentence: string): string {
  return sentence
    .replace(/\]\([^)]{0,300}\)/g, ']')
    .replace(/"[^"]{0,300}"|“[^”]{0,300}”/g, 'Quote')
    .replace(/(?<!\w)'[^']{0,300}'(?!\w)/g, 'Quote');
}

/** Inline code is one word. A sentence ends before a capital letter, code or a bracket. */
function sentencesOf(prose: string): readonly string[] {
  return prose.replace(/`[^`]+`/g, 'Code').split(/(?<=[.!?])\s+(?=[\p{Lu}"'([])/u);
}

function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Comments that begin a line and descriptions of GraphQL. Neighbouring lines are joined. */
function commentsOf(text: string, file: string): readonly Place[] {
  const isGraphql = file.endsWith('.graphql');
  const mark = isGraphql || /\.ya?ml$/.test(file) ? /^#+/ : /^\/\/+/;
  return join(text, (line, isInBlock) => {
    const start = line.trim();
    const quotes = isGraphql ? start.split('"""').length - 1 : 0;
    if (isInBlock || quotes > 0 || (!isGraphql && /^\{?\/\*/.test(start))) {
      const isOpen = isGraphql ? isInBlock !== (quotes === 1) : !start.includes('*/');
      return {
        prose: (isGraphql
          ? start.replaceAll('"""', '')
          : start.replace(/^\{?\/?\*+/, '').replace(/\*\/\}?/, '')
        ).trim(),
        isOpen,
        endsHere: !isOpen,
      };
    }
    return mark.test(start) ? { prose: start.replace(mark, '').trim() } : null;
  });
}

/** The paragraphs and list items of a document, without code, tables and headings. */
function paragraphsOf(text: string): readonly Place[] {
  return join(text, (line, isInCode) => {
    if (line.trim().startsWith('```')) return { prose: '', isOpen: !isInCode };
    if (isInCode) return { prose: '', isOpen: true };
    if (/^( {4}|\t)|^\s*\|/.test(line)) return null;
    return { prose: line.replace(/^#+.*|^\s*>/, '').trim(), startsHere: /^\s*([-*]|\d+\.)\s/.test(line) };
  });
}

/** The headings and the cells of tables of a document, which `paragraphsOf` leaves out. */
function headingsAndCellsOf(text: string): readonly Place[] {
  let isInCode = false;
  return text.split('\n').flatMap((line, index) => {
    if (line.trim().startsWith('```')) isInCode = !isInCode;
    if (isInCode || !/^#|^\s*\|/.test(line)) return [];
    return line.split('|').map((cell) => ({ line: index + 1, text: cell.trim() }));
  });
}

/** Comments that follow code on their line. */
function trailingCommentsOf(text: string): readonly Place[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(\{?\/[/*]|\*)/.test(line)) return [];
    const prose = trailingCommentOf(line);
    return prose === '' ? [] : [{ line: index + 1, text: prose }];
  });
}

/** The comment behind the code of a line; empty for none. Marks of comments within strings begin none. */
function trailingCommentOf(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (`'"\``.includes(character)) quote = character;
    else if (line.startsWith('/*', at) || line.startsWith(' //', at))
      return line.slice(at).replace(/[/*]+/g, ' ').trim();
  }
  return '';
}

type Line = { prose: string; isOpen?: boolean; startsHere?: boolean; endsHere?: boolean };

/** Joins the prose of neighbouring lines; an empty line or one without prose ends a block. */
function join(text: string, read: (line: string, isOpen: boolean) => Line | null): readonly Place[] {
  const blocks: Place[] = [];
  let block: Place | null = null;
  let isOpen = false;
  for (const [index, each] of text.split('\n').entries()) {
    const line = read(each, isOpen);
    isOpen = line?.isOpen ?? false;
    if (line === null || line.prose === '' || line.startsHere === true) block = null;
    if (line === null || line.prose === '') continue;
    if (block === null) {
      block = { line: index + 1, text: line.prose };
      blocks.push(block);
    } else block.text += ` ${line.prose}`;
    if (line.endsHere === true) block = null;
  }
  return blocks;
}
