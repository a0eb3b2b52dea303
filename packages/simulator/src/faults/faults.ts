import { Refusal } from '../response/refusal.ts';
import { type Disturbance, type Fault, undisturbed } from './disturbance.ts';

const proxyPage = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Every fault, in the order of the table in the README. */
export const faults: readonly Fault[] = [
  {
    name: '429',
    summary: 'too many requests, without a time to wait',
    parameter: null,
    disturb: () => refuse({ kind: 'rate-limit' }),
  },
  {
    name: '429-retry-after',
    summary: 'too many requests, with Retry-After (RetryInfo at Google)',
    parameter: { meaning: 'seconds to wait', usual: 2 },
    disturb: (retryAfterSeconds) => refuse({ kind: 'rate-limit', retryAfterSeconds }),
  },
  {
    name: 'quota',
    summary: 'the account has no credit left',
    parameter: null,
    disturb: () => refuse({ kind: 'quota-exhausted' }),
  },
  {
    name: '500',
    summary: 'the server failed',
    parameter: null,
    disturb: () => refuse({ kind: 'server-error' }),
  },
  {
    name: '502',
    summary: 'the HTML page of a proxy before the provider',
    parameter: null,
    disturb: () => ({ insteadOfAnswer: { type: 'foreign', status: 502, contentType: 'text/html', body: proxyPage } }),
  },
  {
    name: '503',
    summary: 'the service is unavailable',
    parameter: null,
    disturb: () => refuse({ kind: 'unavailable' }),
  },
  {
    name: '529',
    summary: 'the model is overloaded (529 at Anthropic, 503 elsewhere)',
    parameter: null,
    disturb: () => refuse({ kind: 'overloaded' }),
  },
  {
    name: 'context-length',
    summary: 'the prompt does not fit the model',
    parameter: null,
    disturb: () => refuse({ kind: 'context-length' }),
  },
  {
    name: 'content-filter',
    summary: 'the prompt is refused for its content',
    parameter: null,
    disturb: () => refuse({ kind: 'content-filter' }),
  },
  {
    name: 'bad-credentials',
    summary: 'every key is wrong',
    parameter: null,
    disturb: () => refuse({ kind: 'wrong-key' }),
  },
  {
    name: 'refuse-prefill',
    summary: 'a last assistant message is refused, everything else is answered',
    parameter: null,
    disturb: (_, { hasPrefill }) => (hasPrefill ? refuse({ kind: 'prefill-refused' }) : undisturbed),
  },
  {
    name: 'reset',
    summary: 'the connection is reset before the headers',
    parameter: null,
    disturb: () => ({ insteadOfAnswer: { type: 'reset' } }),
  },
  {
    name: 'silent',
    summary: 'the request is accepted and never answered',
    parameter: null,
    disturb: () => ({ insteadOfAnswer: { type: 'silence' } }),
  },
  {
    name: 'keep-alive',
    summary: 'headers and keep-alive frames, and never a token',
    parameter: { meaning: 'milliseconds between frames', usual: 100 },
    disturb: (everyMs) => ({ insteadOfAnswer: { type: 'keep-alive', everyMs } }),
  },
  {
    name: 'slow-first-token',
    summary: 'the first token comes late',
    parameter: { meaning: 'milliseconds', usual: 20_000 },
    disturb: (firstTokenMs) => ({ firstTokenMs }),
  },
  {
    name: 'cut',
    summary: 'the connection ends in the middle',
    parameter: { meaning: 'tokens sent before', usual: 5 },
    disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'cut' } } }),
  },
  {
    name: 'stall',
    summary: 'nothing more comes, the connection stays open',
    parameter: { meaning: 'tokens sent before', usual: 5 },
    disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'stall' } } }),
  },
  {
    name: 'error-event',
    summary: 'the stream reports that the model is overloaded and ends',
    parameter: { meaning: 'tokens sent before', usual: 5 },
    disturb: (afterTokens) => ({
      interruption: { afterTokens, act: { type: 'fail', refusal: new Refusal({ kind: 'overloaded' }) } },
    }),
  },
  {
    name: 'content-filter-midway',
    summary: 'the answer is filtered while it is written',
    parameter: { meaning: 'tokens sent before', usual: 5 },
    disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'filter' } } }),
  },
  {
    name: 'malformed',
    summary: 'one event cannot be read, the others are valid',
    parameter: { meaning: 'tokens sent before', usual: 3 },
    disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'malformed' } } }),
  },
  {
    name: 'unknown-event',
    summary: 'one event is of an undocumented kind',
    parameter: { meaning: 'tokens sent before', usual: 3 },
    disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'unknown' } } }),
  },
  {
    name: 'no-end-mark',
    summary: 'finish reason and usage, but no end mark',
    parameter: null,
    disturb: () => ({ ending: 'no-end-mark' }),
  },
  {
    name: 'no-end-mark-open',
    summary: 'finish reason and usage, no end mark, and the connection stays open',
    parameter: null,
    disturb: () => ({ ending: 'no-end-mark-open' }),
  },
  {
    name: 'no-end',
    summary: 'the response ends without finish reason and end mark',
    parameter: null,
    disturb: () => ({ ending: 'nothing' }),
  },
  {
    name: 'broken-json',
    summary: 'the text stops half way, but is reported as whole',
    parameter: null,
    disturb: () => ({ breaksText: true }),
  },
  {
    name: 'down',
    summary: '503 for a time after the first request, then no fault',
    parameter: { meaning: 'seconds', usual: 60 },
    disturb: (seconds, { elapsedMs }) => (elapsedMs < seconds * 1000 ? refuse({ kind: 'unavailable' }) : undisturbed),
  },
  {
    name: 'flapping',
    summary: '503 and no fault by turns, from the first request on',
    parameter: { meaning: 'seconds a turn', usual: 60 },
    disturb: (seconds, { elapsedMs }) => {
      const isDown = Math.floor(elapsedMs / (seconds * 1000)) % 2 === 0;
      return isDown ? refuse({ kind: 'unavailable' }) : undisturbed;
    },
  },
];

function refuse(facts: ConstructorParameters<typeof Refusal>[0]): Disturbance {
  return { insteadOfAnswer: { type: 'refuse', refusal: new Refusal(facts) } };
}
