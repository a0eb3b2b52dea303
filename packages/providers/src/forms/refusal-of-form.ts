import { type JsonObject, parseObject, readList, readObject, readText } from '../json/read-json-value.ts';

/** What a server says about a call that it refuses for its form. */
export type FormRefusal = {
  /** The places that it names, as `['response_format', 'type']`; empty where it names none apart from its words. */
  places: readonly (readonly string[])[];
  /** At most 16,384 characters. */
  text: string;
};

/** Statuses of servers that do not know a member. Null: an error in place of the first event. */
const statuses: ReadonlySet<number | null> = new Set([null, 400, 404, 415, 422, 500, 501]);

/** A longer text is no explanation. Characters. */
const mostCharacters = 16 * 1024;

/** Words of a refusal for a member that the server does not know, or not in this form. */
const unknownMember =
  /un(?:supported|recogni[sz]ed|known|expected)|not (?:yet )?(?:be )?(?:support|permitted|allowed|implemented|enabled|available|accept|recogni[sz]ed|valid\b|compatible)|n't (?:support|allow|accept)|no longer supported|deprecated|extra (?:inputs|fields)|additional propert|cannot find field|must be verified|no endpoints found that support|requires? --|invalid (?:type|value|parameter|argument)|unmarshal|deserializ|must be (?:a )?(?:string|one of)|expected (?:a )?string|input should be|(?:literal|string|enum|type|value)_(?:error|type)|extra_forbidden|incompatible|cannot (?:both )?be (?:used|specified|set)|(?:may|can) only be|may not be enabled/i;

/** A value out of its range, or a schema that is wrong in itself: the member is known. */
const knownMember =
  /(?:less|greater) than|at (?:most|least)|between|out of range|too (?:large|long|big|many|small|high|low)|exceeds?|maximum (?:value|of|context)|invalid schema|context length/i;

const validationWords =
  /\bvalidation errors?\b|["']loc["']\s*:|(?:literal|string|enum|model|missing|union)_(?:error|type|tag)|extra_forbidden|input should be|extra (?:inputs|fields) (?:are )?not permitted|unrecogni[sz]ed request argument|unsupported_(?:parameter|value)|tools param requires/i;

/** Whether a failure says that the request is wrong, whatever its status: it fails again in the same form. */
export function isValidationError(body: string): boolean {
  return validationWords.test(body.slice(0, mostCharacters));
}

/** Reads a failure as the refusal of a form; null for any other failure. */
export function readFormRefusal(status: number | null, body: string): FormRefusal | null {
  if (!statuses.has(status)) return null;
  const document = parseObject(body);
  const error = readObject(document?.error) ?? document;
  const text = wordsOf(error, body).slice(0, mostCharacters);
  if (!unknownMember.test(text) || knownMember.test(text)) return null;
  return { places: placesOf(document, error, text), text };
}

/** The sentence and the code, where a document has them: its own members are not named by it. */
function wordsOf(error: JsonObject | null, body: string): string {
  const sentence = readText(error?.message) ?? readText(error?.error) ?? readText(error?.detail);
  return sentence === null ? body : `${sentence} ${readText(error?.code) ?? ''}`;
}

function placesOf(document: JsonObject | null, error: JsonObject | null, text: string): readonly (readonly string[])[] {
  const param = readText(error?.param) ?? readText(error?.parameter);
  if (param !== null) return [param.split(/[.[\]\s]+/).filter((name) => name !== '')];
  const detail = readList(document?.detail ?? error?.detail ?? error?.message);
  const listed = detail.flatMap((item) => placeOf(readObject(item)));
  return listed.length > 0 ? listed : writtenPlaces(text);
}

function placeOf(item: JsonObject | null): readonly (readonly string[])[] {
  const place = readList(item?.loc).map(String);
  return place.length === 0 ? [] : [place];
}

/** Pydantic's places within a text: `'loc': ('body', 'response_format', 'type')`. */
function writtenPlaces(text: string): readonly (readonly string[])[] {
  const found = text.matchAll(/\\?["']loc\\?["']\s*:\s*[[(]([^\])]{0,400})/g);
  return [...found].map(([, list = '']) =>
    [...list.matchAll(/\\?["']([^"'\\]{1,80})\\?["']/g)].map(([, name = '']) => name),
  );
}

/** Whether a refusal names a member. `isExact`: the member itself, and none within it. */
export function namesMember({ places, text }: FormRefusal, name: string, isExact: boolean): boolean {
  if (places.length > 0) return places.some((place) => isAt(place, name, isExact));
  return namePattern(name).test(text);
}

function isAt(place: readonly string[], name: string, isExact: boolean): boolean {
  const names = place.filter((part) => part !== 'body' && !/^\d+$/.test(part)).map(bare);
  return isExact ? names.at(-1) === bare(name) : names.includes(bare(name));
}

/** A name in a sentence: in quotes, or where the sentence calls it a member. Many names are plain words too. */
function namePattern(name: string): RegExp {
  const written = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/_|(?<=[a-z])(?=[A-Z])/g, '[_ ]?');
  const before = `(?:['"\`(]|(?:parameters?|arguments?|fields?|members?|keys?|propert(?:y|ies)|options?|settings?|supplied|supports?|inputs?):?\\s+|\\.)`;
  const after = `(?:['"\`):\\]]|\\s+(?:parameter|argument|field|option|is|are|cannot|must|was|does|requires)\\b)`;
  return new RegExp(`${before}${written}(?![\\w])|(?<![\\w])${written}${after}`, 'i');
}

function bare(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
