import { describeContext } from './describe-context.ts';
import { dictatedWords, explanation, forms, type Material, take } from './forms.ts';
import { type LengthWish, readLengthWish } from './length-wish.ts';
import type { Question } from './question.ts';
import type { Random } from './random.ts';
import { endlessRemarks } from './remarks.ts';
import { type Subject, upperFirst } from './subject.ts';
import { countTokens, takeTokens } from './tokens.ts';

const signature =
  '*I am Penstock’s sandbox model: I run inside this process and write from your words without knowing anything. Add a provider’s key for real answers.*';

/** The whole text of an answer, before any limit. Equal requests get equal texts. */
export function writeText(question: Question, subject: Subject, random: Random): string {
  const remarks = endlessRemarks(subject, random);
  const material: Material = { subject, random, remarks };
  if (question.exactTokens !== null) return writeTokens(material, question.exactTokens);
  const dictated = dictatedWords(subject.prompt);
  if (dictated !== null) return dictated;
  const wish = readLengthWish(subject.prompt);
  if (wish !== null) return writeAtLength(material, wish);
  const form = forms.find(({ suits }) => suits(subject.prompt)) ?? explanation;
  return [...describeContext(question), ...form.write(material), signature].join('\n\n');
}

function writeAtLength(material: Material, wish: LengthWish): string {
  switch (wish.unit) {
    case 'tokens':
      return writeTokens(material, wish.count);
    case 'words':
      return writeWords(material, wish.count);
    case 'sentences':
      return take(material.remarks, Math.min(wish.count, 1_000));
    case 'paragraphs':
      return Array.from({ length: Math.min(wish.count, 200) }, () => take(material.remarks, 3)).join('\n\n');
  }
}

/** Phrases that turn a topic into a sentence, by number of words. */
const shortEndings = [
  '',
  'matters',
  'is worthwhile',
  'is worth knowing',
  'is worth a look',
  'is worth a second look',
] as const;

/** A word is the text between blanks, so that a count by splitting gives the same number. */
function writeWords({ subject, remarks }: Material, count: number): string {
  const topic = subject.phrases[0].split(' ').slice(-count);
  const ending = shortEndings[count - topic.length];
  if (ending !== undefined) return `${upperFirst([...topic, ending].join(' ').trim())}.`;
  const words: string[] = [];
  while (words.length < count) words.push(...remarks.next().value.split(' '));
  const text = words.slice(0, count).join(' ');
  return `${text.replace(/(?<![^\p{L}\p{N}])[^\p{L}\p{N}]+$/u, '')}.`;
}

/** Paragraphs of four remarks, cut at exactly `count` tokens. */
function writeTokens({ remarks }: Material, count: number): string {
  const paragraphs: string[] = [];
  for (let tokens = 0; tokens < count; ) {
    const next = take(remarks, 4);
    paragraphs.push(next);
    tokens += countTokens(next);
  }
  return takeTokens(paragraphs.join('\n\n'), count);
}

/** The reasoning before the answer of a reasoning model. */
export function writeReasoning(subject: Subject, random: Random): string {
  const [topic, other] = subject.phrases;
  const opening = random.pick([`The question is about ${topic}.`, `I am asked about ${topic}.`]);
  const middle = other === undefined ? 'Nothing else is named.' : `It also names ${other}, so both have to appear.`;
  return `${opening} ${middle} A direct answer first, the reasons after it.`;
}
