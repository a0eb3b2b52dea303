/** The subject of a prompt, from its words. */
export type Subject = {
  /** The prompt, cut to a useful length. */
  prompt: string;
  /** Its key words and phrases in their order, without repeats; at least one. */
  topics: readonly [string, ...string[]];
  /** The same with their article, for use in a sentence: `the sea`. */
  phrases: readonly [string, ...string[]];
  /** Names and quoted words, for the arguments of tools. */
  names: readonly string[];
  numbers: readonly number[];
};

const charactersRead = 8_000;
const wordsPerTopic = 3;
const topicCount = 6;
const nameCount = 50;
const numberCount = 50;

const ordinaryWords = new Set(
  `a about above across actually after again all almost along already also although always am an and another any are around
  as ask asked at away back be became because been before being below best better between both but by call called can cannot
  come consider could deal describe detail detailed details did discuss do does doing done down during each easy either
  else enough even ever every everything exactly explain few first for from gave general generate get give given go goes
  going good got great had has have having he hello help her here hey hi him his hope how however i if in inside instead
  into is it its itself just keep kind know last later least less let like likely list little long look lot made main make
  makes making many may maybe me mean means might more most much must my name near need needs never new next no none not
  nothing now number of off often ok okay on once one only onto or other others our out over own per perhaps please
  possible provide put quick quickly quite rather read really reply respond right said same say see seem several shall she
  short should show simple simply since so some something sometimes soon still such summarise summarize sure take tell than
  thank thanks that the their them then there these they thing things think this those through time to today together
  token tokens too try two under understand until up upon us use used user using usual usually very want was way we well
  were what whatever when where whether which while who whole whom whose why will with within without word words work
  works would write written yes yet you your yours yourself answer sentence sentences paragraph paragraphs one three four
  five six seven eight nine ten step steps example examples following and/or vs versus difference compare it's i'm i'd i've
  don't doesn't can't won't what's who's how's let's that's there's you're briefly
  function code script program tip tips idea ideas reason reasons ways bullet point points haiku poem story essay email list
  summary plot small large simple brief text compare versus vs json object tool tools translate translation question`.split(
    /\s+/,
  ),
);

/** Words before a topic, and their form in an answer. */
const articles: ReadonlyMap<string, string> = new Map(
  ['a', 'an', 'the', 'your', 'their']
    .map((word) => [word, `${word} `] as const)
    .concat([
      ['my', 'your '],
      ['our', 'your '],
      ['this', 'the '],
      ['his', 'the '],
      ['her', 'the '],
      ['its', 'the '],
    ]),
);

/** Finds the subject of a text. */
export function readSubject(text: string): Subject {
  const prompt = text.length > charactersRead ? text.slice(0, charactersRead) : text;
  const found = readTopics(prompt);
  const [first, ...others] = found.keys();
  const [firstPhrase, ...otherPhrases] = found.values();
  return {
    prompt,
    topics: [first ?? 'your message', ...others],
    phrases: [firstPhrase ?? 'your message', ...otherPhrases],
    names: readNames(prompt),
    numbers: readNumbers(prompt),
  };
}

/** Topics in their order, each with its article. */
function readTopics(prompt: string): Map<string, string> {
  const topics = new Map<string, string>();
  const known = new Set<string>();
  let phrase: string[] = [];
  let article = '';
  const close = (): void => {
    const topic = phrase.join(' ');
    if (topic !== '' && !known.has(topic.toLowerCase())) topics.set(topic, article + topic);
    known.add(topic.toLowerCase());
    phrase = [];
    article = '';
  };
  for (const match of prompt.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}'’+#-]*[\p{L}\p{N}+#])?|[^\s\p{L}\p{N}]/gu)) {
    const word = match[0];
    const lower = word.toLowerCase();
    if (topics.size >= topicCount) break;
    if (!/[\p{L}]/u.test(word) || word.length > 40 || ordinaryWords.has(lower)) {
      close();
      article = articles.get(lower) ?? '';
    } else phrase.push(word);
    if (phrase.length === wordsPerTopic) close();
  }
  if (topics.size < topicCount) close();
  return topics;
}

function readNames(prompt: string): string[] {
  const names = new Set<string>();
  for (const match of prompt.matchAll(/"([^"\n]{1,80})"|“([^”\n]{1,80})”/gu))
    names.add((match[1] ?? match[2] ?? '').trim());
  for (const match of prompt.matchAll(/\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*)*/gu)) {
    if (names.size >= nameCount) break;
    const startsSentence = match.index === 0 || /[.!?]/.test(prompt.slice(0, match.index).trimEnd().slice(-1));
    const words = match[0].split(' ');
    if (startsSentence || ordinaryWords.has(words.join(' ').toLowerCase())) words.shift();
    if (words.length > 0) names.add(words.join(' '));
  }
  return [...names].filter((name) => name !== '');
}

function readNumbers(prompt: string): number[] {
  const found = prompt.matchAll(/(?<![\p{L}\d.])-?\d{1,12}(?:\.\d{1,6})?(?![\p{L}\d])/gu);
  return [...found.take(numberCount)].map((match) => Number(match[0]));
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
