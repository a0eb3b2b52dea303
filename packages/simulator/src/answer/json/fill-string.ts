import { type JsonRecord, numberAt, stringAt } from '../../json-value.ts';
import { upperFirst } from '../subject.ts';
import type { Filling, Place } from './filling.ts';
import { writeByPattern } from './write-by-pattern.ts';

/** A string that fits the schema: its pattern, its format, or the prompt's words cut to its bounds. */
export function fillString(schema: JsonRecord, filling: Filling, place: Place): string {
  const pattern = stringAt(schema, 'pattern');
  const { budget } = filling;
  const fewest = Math.min(numberAt(schema, 'minLength') ?? 0, budget.left);
  const most = numberAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY;
  const byPattern = pattern === null ? null : writeByPattern(pattern, filling.random, { fewest, most }, budget);
  if (byPattern !== null) return byPattern;
  const byFormat = formats[stringAt(schema, 'format') ?? ''];
  const text = byFormat === undefined ? wordsFor(filling, place.property) : byFormat(filling);
  const fitted = fit(text, fewest, most);
  budget.spend(fitted.length);
  return fitted;
}

const names =
  /(city|location|place|country|name|person|user|customer|title|destination|origin|from|to|symbol|company|product)$/i;
const longTexts = /(description|summary|text|body|content|reason|explanation|note|message|answer|comment)s?$/i;

function wordsFor({ subject, turn, random }: Filling, property: string): string {
  const { topics } = subject;
  const topic = topics[turn % topics.length] ?? topics[0];
  if (/(^|_)(id|key|code)$/i.test(property))
    return `${property.replace(/_?(id|key|code)$/i, '') || 'item'}-${random.integer(100, 999)}`;
  if (/(query|question|prompt|search|input)$/i.test(property)) return topics.join(' ');
  if (/e?mail/i.test(property)) return formats.email?.({ subject, turn, random }) ?? '';
  if (/date$/i.test(property)) return formats.date?.({ subject, turn, random }) ?? '';
  if (longTexts.test(property)) return `${upperFirst(topics.join(', '))}, as the sandbox sees it.`;
  const { names: named } = subject;
  if (names.test(property) && named.length > 0) return named[turn % named.length] ?? topic;
  return topic;
}

type FormatFilling = Pick<Filling, 'subject' | 'turn' | 'random'>;

const two = (value: number): string => String(value).padStart(2, '0');
const dateOf = ({ random }: FormatFilling): string =>
  `2026-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
const timeOf = ({ random }: FormatFilling): string => `${two(random.integer(0, 23))}:${two(random.integer(0, 59))}:00Z`;
const slugOf = ({ subject, turn }: FormatFilling): string => {
  const topic = subject.topics[turn % subject.topics.length] ?? '';
  return (
    topic
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '')
      .join('-')
      .slice(0, 40) || 'sandbox'
  );
};
/** A shortened slug may end with one dash. */
const withoutDash = (slug: string): string => (slug.endsWith('-') ? slug.slice(0, -1) : slug);
const hexOf = (random: Filling['random'], digits: number): string =>
  Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('');

const formats: Readonly<Record<string, (filling: FormatFilling) => string>> = {
  date: dateOf,
  time: timeOf,
  'date-time': (filling) => `${dateOf(filling)}T${timeOf(filling)}`,
  duration: ({ random }) => `PT${random.integer(1, 90)}M`,
  email: (filling) => `${withoutDash(slugOf(filling))}@example.com`,
  hostname: (filling) => `${withoutDash(slugOf(filling))}.example.com`,
  uri: (filling) => `https://example.com/${slugOf(filling)}`,
  url: (filling) => `https://example.com/${slugOf(filling)}`,
  'uri-reference': (filling) => `/${slugOf(filling)}`,
  ipv4: ({ random }) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: ({ random }) => `2001:db8::${random.integer(1, 9999)}`,
  uuid: ({ random }) =>
    `${hexOf(random, 8)}-${hexOf(random, 4)}-4${hexOf(random, 3)}-8${hexOf(random, 3)}-${hexOf(random, 12)}`,
};

/** Counts characters as JSON Schema does: in code points. */
function fit(text: string, fewest: number, most: number): string {
  const characters = [...text];
  if (characters.length > most) return characters.slice(0, most).join('');
  const more = [' ', ...text, '.'];
  while (characters.length < fewest) characters.push(...more.slice(0, fewest - characters.length));
  return characters.join('');
}
