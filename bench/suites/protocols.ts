import { Child } from '../child.ts';
import { type Figure, median, micros, millis } from '../figures.ts';
import {
  chatCompletions,
  closePools,
  messages,
  responses,
  type StreamedProtocol,
  streamAnswer,
} from '../sse-client.ts';

const streams = 50;
const tokens = 250;
const rounds = 6;
const firstTokens = 300;
const text = `Write ${tokens} tokens about rivers and the gates that hold them.`;

type Measured = {
  name: string;
  protocol: StreamedProtocol;
  body: object;
  cpu: number[];
  firstTokenMs: number[];
  /** The tokens that arrived in all rounds. */
  deltas: number;
};

/**
 * CPU per token and time to the first token of one answer in each protocol of `/v1`. One service; the protocols take
 * turns.
 */
export async function measureProtocols(): Promise<readonly Figure[]> {
  // No pace, so that the upstream hides none of Penstock's time.
  const pace = { PACE_FIRST_TOKEN_MS: '0', PACE_TOKENS_PER_SECOND: '50' };
  const simulator = await Child.start('simulator', pace);
  const api = await Child.start('api', { REDIS_URL: '', UPSTREAM_URL: simulator.facts.openaiUrl ?? '' });
  const common = { model: 'bench/model' };
  const conversation = { ...common, messages: [{ role: 'user', content: text }], max_tokens: tokens };
  const named = [
    ['/v1/chat/completions', chatCompletions, conversation],
    ['/v1/responses', responses, { ...common, input: text, max_output_tokens: tokens }],
    ['/v1/messages', messages, conversation],
  ] as const;
  const all = named.map(
    ([name, protocol, body]): Measured => ({ name, protocol, body, cpu: [], firstTokenMs: [], deltas: 0 }),
  );
  // Warms up the code and opens the connections before the measurement.
  for (let round = -1; round < rounds; round++) {
    for (const one of inTurn(all, round)) {
      const cpu = await streamTogether(api, one);
      if (round >= 0) one.cpu.push(cpu);
    }
  }
  for (let round = -20; round < firstTokens; round++) {
    for (const one of inTurn(all, round)) {
      const { firstTokenMs } = await stream(api, { ...one, body: { ...one.body, ...shortest(one) } });
      if (round >= 0) one.firstTokenMs.push(firstTokenMs);
    }
  }
  await closePools();
  await api.stop();
  await simulator.stop();
  const sent = (rounds + 1) * streams * tokens;
  const merged = ({ deltas }: Measured): string => `${(100 - (100 * deltas) / sent).toFixed(1)} % of the deltas merged`;
  return [
    ...compare(all, `CPU per streamed token (${streams} streams)`, ({ cpu }) => cpu, micros, merged),
    ...compare(all, 'first token, one stream', ({ firstTokenMs }) => firstTokenMs, millis),
  ];
}

/** Each protocol goes first equally often. */
function inTurn(all: readonly Measured[], round: number): readonly Measured[] {
  const first = (round + all.length * firstTokens) % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** A short answer. */
function shortest({ body }: Measured): object {
  return 'input' in body ? { max_output_tokens: 4 } : { max_tokens: 4 };
}

function stream({ facts: { v1Url = '', key = '' } }: Child, { protocol, body }: Pick<Measured, 'protocol' | 'body'>) {
  return streamAnswer(protocol, v1Url, { ...body }, { authorization: `Bearer ${key}` });
}

/** CPU per token of the upstream, microseconds. It writes late deltas together. */
async function streamTogether(api: Child, one: Measured): Promise<number> {
  const before = await api.sample();
  const results = await Promise.all(Array.from({ length: streams }, () => stream(api, one)));
  const after = await api.sample();
  for (const { tokens: count } of results) one.deltas += count;
  return (after.cpuMicros - before.cpuMicros) / (streams * tokens);
}

function compare(
  all: readonly Measured[],
  what: string,
  valuesOf: (one: Measured) => readonly number[],
  write: (value: number) => string,
  noteOf?: (one: Measured) => string,
): readonly Figure[] {
  const base = median(all[0] === undefined ? [] : valuesOf(all[0]));
  return all.map((one, index): Figure => {
    const value = median(valuesOf(one));
    const notes = [...(index === 0 ? [] : [`${(value / base).toFixed(2)} times`]), ...(noteOf ? [noteOf(one)] : [])];
    return {
      name: `${what}, ${one.name}`,
      value: write(value),
      ...(index > 0 && { aim: '≤ 1.15 times chat completions' }),
      ...(notes.length > 0 && { besides: notes.join('; ') }),
    };
  });
}
