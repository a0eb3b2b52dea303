import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventFields, type ReadEvent, stageModel } from '../../apps/api/src/testing/replica-stage.ts';
import type { ServiceProcess } from '../../apps/api/src/testing/start-process.ts';
import { CallWatch } from './call-watch.ts';
import { type ReadStream, readEventStream, readSocket, type StreamEnd } from './read-stream.ts';
import type { Rotation } from './rotation.ts';

/**
 * The outcome of a call for its caller. `lost`: an error came or the connection ended, and no further try returned the
 * rest. `hung`: nothing came, not even an error.
 */
export type CallEnd = 'completed' | 'cancelled' | 'failed' | 'lost' | 'hung';

export type CallResult = {
  kind: string;
  end: CallEnd;
  /** Each error during the call, by its code. */
  codes: readonly string[];
  /** The id of the generation, if the caller learned it. */
  id: string | null;
  text: string;
  /** Whether the text is the requested text, with each event once. Checked only for complete calls. */
  isExact: boolean;
  /** Null for an unstreamed answer. */
  longestSilenceMs: number | null;
  endedAtMs: number;
};

type Found = Omit<CallResult, 'kind' | 'longestSilenceMs' | 'endedAtMs'>;
type Call = (rotation: Rotation, watch: CallWatch) => Promise<Found>;

/** Waits before further tries after an error, milliseconds, as in a careful client. */
const retryForMs = 60_000;
const retryPauseMs = 500;

/** The kinds of calls in the run, and how often each is made. */
const kinds: readonly { kind: string; share: number; isWhole?: true; call: Call }[] = [
  { kind: 'answer', share: 3, isWhole: true, call: callForAnswer },
  { kind: 'named answer, sent again', share: 2, isWhole: true, call: callByName },
  { kind: 'chat completion stream', share: 2, call: callForChat },
  { kind: 'events over HTTP', share: 3, call: (...scene) => follow(...scene, { read: readEventStream }) },
  { kind: 'WebSocket', share: 3, call: (...scene) => follow(...scene, { read: readSocket }) },
  { kind: 'cut and resumed elsewhere', share: 4, call: (...scene) => follow(...scene, { read: readSocket, cuts: 2 }) },
  { kind: 'cancelled elsewhere', share: 2, call: (...scene) => follow(...scene, { read: readSocket, cancels: true }) },
];
const draws = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));

/** Makes one call of a random kind. Never rejects. */
export async function makeCall(rotation: Rotation): Promise<CallResult> {
  const { kind, call, isWhole } = draws[randomInt(draws.length)] as (typeof kinds)[number];
  const watch = new CallWatch();
  const found = await call(rotation, watch);
  const end = watch.isHung ? 'hung' : found.end;
  const silentMs = watch.end();
  return { kind, ...found, end, longestSilenceMs: isWhole ? null : silentMs, endedAtMs: performance.now() };
}

/** A unique text. One answer in ten takes up to half a minute. */
function drawText(): string {
  const count = randomInt(10) === 0 ? randomInt(150, 400) : randomInt(10, 100);
  return `${randomUUID()} ${Array.from({ length: count }, (_, index) => `word${index} “é”`).join(' ')}`;
}

const promptFor = (text: string): string => `Repeat after me: "${text}"`;
const lost = (code: string): Found => ({ end: 'lost', codes: [code], id: null, text: '', isExact: false });

async function callForAnswer(rotation: Rotation, watch: CallWatch): Promise<Found> {
  const text = drawText();
  return generate(rotation.pick(), { prompt: promptFor(text) }, text, watch);
}

/** A named call. The caller repeats it on other replicas until it has the answer. */
async function callByName(rotation: Rotation, watch: CallWatch): Promise<Found> {
  const text = drawText();
  const input = { prompt: promptFor(text), clientId: randomUUID() };
  const codes: string[] = [];
  const giveUpAtMs = performance.now() + retryForMs;
  for (let replica = rotation.pick(); ; replica = rotation.pick(replica)) {
    const found = await generate(replica, input, text, watch);
    // Its generation has failed: the same name returns the same answer forever.
    const isOver = found.codes.includes('INTERRUPTED');
    if (found.end !== 'lost' || isOver || watch.isHung || performance.now() > giveUpAtMs) {
      return { ...found, codes: [...codes, ...found.codes] };
    }
    watch.hear();
    codes.push(...found.codes);
    await sleep(retryPauseMs);
  }
}

type Answer = { id: string; status: string; text: string };

async function generate(replica: ServiceProcess, input: object, text: string, watch: CallWatch): Promise<Found> {
  const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { id status text } }';
  const { data, code } = await post<{ generate: Answer }>(
    replica,
    query,
    { input: { model: stageModel, ...input } },
    watch,
  );
  if (data === null) return lost(code);
  const { id, status, text: came } = data.generate;
  const end = status === 'COMPLETED' ? 'completed' : 'failed';
  return { end, codes: end === 'failed' ? [status] : [], id, text: came, isExact: came === text };
}

async function callForChat(rotation: Rotation, watch: CallWatch): Promise<Found> {
  const text = drawText();
  const { url, authorization } = rotation.pick();
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ model: stageModel, stream: true, messages: [{ role: 'user', content: promptFor(text) }] }),
      signal: watch.signal,
    });
    let body = '';
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      watch.hear();
      body += chunk;
    }
    const code = /"code":"(\w+)"/.exec(body)?.[1];
    const id = response.headers.get('x-penstock-generation-id');
    if (code !== undefined) return { ...lost(code), end: id === null ? 'lost' : 'failed', id };
    if (!body.endsWith('data: [DONE]\n\n')) return { ...lost('connection'), id };
    const came = readChatText(body);
    return { end: 'completed', codes: [], id, text: came, isExact: came === text };
  } catch {
    return lost('connection');
  }
}

function readChatText(body: string): string {
  const events = body.split('\n\n').filter((block) => block.startsWith('data: {'));
  return events
    .map((block) => JSON.parse(block.slice('data: '.length)) as { choices: { delta?: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta?.content ?? '')
    .join('');
}

type Wish = {
  read: ReadStream;
  /** How many times its connection is broken, and the stream resumed on another replica. Default: 0. */
  cuts?: number;
  /** Whether another replica is asked to cancel it. Default: no. */
  cancels?: boolean;
};

/**
 * Starts a stream and reads it to its end. After a broken connection, the reader continues on another replica after its
 * last event.
 */
async function follow(rotation: Rotation, watch: CallWatch, { read, cuts = 0, cancels = false }: Wish): Promise<Found> {
  const text = drawText();
  const stream = new FollowedText();
  const codes: string[] = [];
  const input = { model: stageModel, prompt: promptFor(text) };
  const start = {
    query: `subscription ($input: GenerateInput!) { generate(input: $input) { ${eventFields} } }`,
    variables: { input },
  };
  let left = cuts;
  let cancelAt = cancels ? randomInt(2, 20) : Number.POSITIVE_INFINITY;
  let giveUpAtMs = Number.POSITIVE_INFINITY;
  for (let replica = rotation.pick(); ; replica = rotation.pick(replica)) {
    const cutting = new AbortController();
    let cutAfter = left-- > 0 ? randomInt(1, 30) : Number.POSITIVE_INFINITY;
    const end = await read(
      replica,
      stream.id === null ? start : attachTo(stream.id, stream.lastNumber),
      (event) => {
        watch.hear();
        giveUpAtMs = Number.POSITIVE_INFINITY;
        stream.take(event);
        if (--cutAfter <= 0) cutting.abort();
        if (--cancelAt > 0) return;
        cancelAt = Number.POSITIVE_INFINITY;
        void cancel(rotation.pick(replica), event.generationId, watch, codes);
      },
      AbortSignal.any([cutting.signal, watch.signal]),
    );
    const { ended, id } = stream;
    if (ended !== null) {
      if (ended.end === 'failed') codes.push(ended.code);
      return {
        end: ended.end,
        codes,
        id,
        text: ended.text,
        isExact: stream.isWhole && stream.text === text && ended.text === text,
      };
    }
    if (!cutting.signal.aborted) {
      watch.hear();
      codes.push(codeOf(end));
      giveUpAtMs = Math.min(giveUpAtMs, performance.now() + retryForMs);
      // A stream that may have begun is not started again, because it may be running.
      if (id === null || watch.isHung || performance.now() > giveUpAtMs) {
        return { end: 'lost', codes, id, text: stream.text, isExact: false };
      }
      await sleep(retryPauseMs);
    }
  }
}

const noEnd = 'ended without its end';

function codeOf(end: StreamEnd): string {
  if (end.type === 'complete') return noEnd;
  return end.type === 'refused' ? end.code : 'connection';
}

/** Whether a stream ended normally without the result of its generation. */
export function hasNoEnd({ codes }: Pick<CallResult, 'codes'>): boolean {
  return codes.includes(noEnd);
}

function attachTo(id: string, after: number) {
  const query = `subscription ($id: ID!, $after: Int) { generation(id: $id, after: $after) { ${eventFields} } }`;
  return { query, variables: { id, after } };
}

async function cancel(replica: ServiceProcess, id: string, watch: CallWatch, codes: string[]): Promise<void> {
  const query = 'mutation ($id: ID!) { cancelGeneration(id: $id) { status } }';
  const { data, code } = await post(replica, query, { id }, watch);
  if (data === null) codes.push(`cancel: ${code}`);
}

type Ended = { end: 'completed' | 'cancelled' | 'failed'; code: string; text: string };

/** The text of a stream, in parts as they arrive. */
class FollowedText {
  id: string | null = null;
  lastNumber = 0;
  text = '';
  /** Whether each event came exactly once. */
  isWhole = true;
  ended: Ended | null = null;

  take({ __typename, generationId, number, follows, text = '', errorCode = '', generation }: ReadEvent): void {
    this.id = generationId;
    this.isWhole &&= follows === this.lastNumber;
    this.lastNumber = number;
    if (__typename === 'GenerationRestarted') this.text = '';
    this.text += text;
    const end = ends[__typename];
    if (end !== undefined) this.ended = { end, code: errorCode, text: generation?.text ?? '' };
  }
}

const ends: Readonly<Record<string, Ended['end']>> = {
  GenerationCompleted: 'completed',
  GenerationCancelled: 'cancelled',
  GenerationFailed: 'failed',
};

/** Sends one operation. On an error, `data` is null and the code is set. */
async function post<Data>(
  { url, authorization }: ServiceProcess,
  query: string,
  variables: object,
  watch: CallWatch,
): Promise<{ data: Data; code: null } | { data: null; code: string }> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, variables }),
      signal: watch.signal,
    });
    // The schema returns the requested fields; errors are checked first.
    const { data, errors } = (await response.json()) as { data: Data; errors?: { extensions?: { code?: string } }[] };
    if (errors !== undefined) return { data: null, code: errors[0]?.extensions?.code ?? `status ${response.status}` };
    return { data, code: null };
  } catch {
    return { data: null, code: 'connection' };
  }
}
