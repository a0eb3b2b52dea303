import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { type JsonObject, parseObject, readList, readObject, readText } from '../json/read-json-value.ts';

/** A server's statement that it does not accept a part of a request. */
export type Refusal = {
  /** The places that it names, as in `messages.*.content`. Empty if only its sentence names them. */
  paths: readonly string[];
  /** Its sentence. */
  words: string;
  /** Whether it refuses the value of a member, and accepts other values. */
  isOfValue: boolean;
  /** Whether it refuses a part that only this request has, as a schema. Other requests may be accepted. */
  isOfRequest: boolean;
};

/** Statuses with which servers refuse members. A document or an event within an answer has a status below 300. */
const refusingStatuses: ReadonlySet<number> = new Set([400, 404, 405, 415, 422, 500, 501]);

/** The part of a refusal that is searched. Characters. */
const mostSearched = 4 * 1024;

const refuses =
  /unsupported|(?:\b(?:not|cannot)|n['’]t)\b.{0,40}\b(?:support|allow|permit|accept|recogni[sz]|implement|enabled?|both|combin|valid (?:field|parameter|argument|property)|be (?:used|set|specified))|unrecogni[sz]ed|unknown (?:name|field|parameter|argument|member|key|option|property)|unexpected (?:field|parameter|argument|property|keyword|member|key)|extra (?:inputs?|fields?)|additional propert|cannot find field|must be verified|deprecated|no longer|input should be|must be (?:an? )?(?:valid )?(?:string|one of|either)|expected (?:an? )?(?:string|one of)|only (?:the default|supports?|allowed|accepts?|works in|\d[\d.]{0,8} is allowed)|not available (?:for|with|on) this model|must be (?:at )?(?:the )?(?:beginning|first\b|start)|unexpected role|content type: <nil>|none is not an allowed|\bgot null\b|set reasoning_effort to|no endpoints found that (?:support|can handle)|may (?:not|only) be|requires? --|invalid type|unknown variant|cannot unmarshal|is unavailable|encrypted.content\b.{0,400}\bbe (?:verified|decrypted)|invalid .?(?:signature|data)\b.{0,30}thinking|must be ['"`]|\b(?:must|should)(?: be)? alternat/i;

/** A value beyond its bounds, or a text that is too long, is the caller's mistake. */
const isOutOfBounds =
  /(?:less|greater|more|fewer|larger|smaller|longer|shorter) than|at (?:most|least) \d|must be between|out of range|maximum (?:value|context|allowed|length)|minimum (?:value|of)|too (?:long|large|many|short|small|big)|exceeds?\b|non-?negative|positive/i;

const isAboutValue =
  /unsupported.value|does not support ['"`\d]|supported values|invalid.value|input should be|one of/i;

/** The place at the beginning of a sentence, with the member that Anthropic names after it. */
const saidPlace = /^['"`]?(\w+(?:\.\w+|\[\d+\])+)['"`]?:(?: Invalid [`'"](\w+)[`'"] in\b)?/;

/** Reads a refusal of a member. Null for every other failure. */
export function readRefusal({ status, body }: Pick<UpstreamFailure, 'status' | 'body'>): Refusal | null {
  if (status >= 300 && !refusingStatuses.has(status)) return null;
  const document = parseObject(body) ?? firstOf(body);
  const problems = document === null ? [] : problemsOf(document, body);
  if (problems.length > 0) {
    const refused = problems.filter(({ words }) => isRefusal(words));
    return refused.length === 0 ? null : toRefusal(refused);
  }
  const error = document === null ? null : (readObject(document.error) ?? document);
  const code = `${readText(error?.code) ?? ''}`;
  const words = wordsOf(document, error, body);
  if (!isRefusal(`${code} ${words}`)) return null;
  const [, place = null, member] = saidPlace.exec(words) ?? [];
  const places = [readText(error?.param), member === undefined ? place : `${place}.${member}`];
  return toRefusal(places.map((place) => ({ path: place === null ? null : toPath(place), words: `${code} ${words}` })));
}

/** Google sends a list of one error at its address for OpenAI's protocol. */
function firstOf(body: string): JsonObject | null {
  return body.trimStart().startsWith('[') ? readObject(readList(parseObject(`{"list":${body}}`)?.list)[0]) : null;
}

type Problem = { path: string | null; words: string };

function isRefusal(words: string): boolean {
  return refuses.test(words) && !isOutOfBounds.test(words);
}

function toRefusal(problems: readonly Problem[]): Refusal {
  const words = [...new Set(problems.map((problem) => problem.words))].join('\n');
  return {
    paths: problems.map(({ path }) => path ?? '').filter((path) => path !== ''),
    words,
    isOfValue: isAboutValue.test(words) && !/only the default/i.test(words),
    isOfRequest:
      /invalid.{0,20}schema|schema for|encrypted.content\b.{0,400}\bbe (?:verified|decrypted)|invalid .?(?:signature|data)\b.{0,30}thinking/is.test(
        words,
      ),
  };
}

function wordsOf(document: JsonObject | null, error: JsonObject | null, body: string): string {
  const message = readText(error?.message) ?? readText(document?.error) ?? readText(document?.detail) ?? body;
  return message.slice(0, mostSearched);
}

/**
 * The problems of a validation, each with a path: FastAPI's list, or its text within a message, as Python writes it.
 */
function problemsOf(document: JsonObject, body: string): readonly Problem[] {
  const list = [document.detail, readObject(document.error)?.detail, document.errors]
    .map(readList)
    .find((one) => one.length > 0);
  const listed = (list ?? []).flatMap((item): Problem[] => {
    const problem = readObject(item);
    const loc = readList(problem?.loc);
    const words = readText(problem?.msg) ?? readText(problem?.message);
    return loc.length === 0 || words === null ? [] : [{ path: toPath(loc.join('.')), words }];
  });
  if (listed.length > 0) return listed;
  const text = readText(readObject(document.error)?.message) ?? readText(document.message) ?? body;
  const written = /'loc': ?\(([^)]{1,400})\), ?'msg': ?("[^"]{1,400}"|'[^']{1,400}')/g;
  return [...text.slice(0, mostSearched).matchAll(written)].map(([, loc = '', words = '']) => ({
    path: toPath(loc.replaceAll(/['" ]/g, '').replaceAll(',', '.')),
    words,
  }));
}

/** `body.messages.0.content` and `messages[0].content` become `messages.*.content`. */
function toPath(place: string): string {
  return place
    .replaceAll(/\[['"]?([^\]'"]{0,200})['"]?\]/g, '.$1')
    .split('.')
    .filter((step, index) => step !== '' && !(index === 0 && (step === 'body' || step === '$')))
    .map((step) => (/^\d+$/.test(step) ? '*' : step))
    .join('.');
}
