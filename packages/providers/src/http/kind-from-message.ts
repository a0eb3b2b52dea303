import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';

/** Messages of providers without precise codes. The first match counts. */
const kindOfSentence: readonly (readonly [RegExp, ProviderErrorKind])[] = [
  [
    /context.?(?:length|window|size)|maximum context|too many (?:input )?tokens|(?:prompt|input|request).{0,20}too (?:long|large)|exceeds?.{0,40}(?:context|token (?:limit|count)|tokens allowed|max(?:imum)?.{0,12}tokens)|max_model_len|reduce the length/i,
    'context-length',
  ],
  // Alibaba, Zhipu; GitHub; OpenAI's longest text, for a single message.
  [
    /length of all messages|exceeds? max length|超长|上下文|token count of \d+ exceeds|invalid '(?:messages|input|prompt|instructions)[^']{0,80}': string too long/i,
    'context-length',
  ],
  // xAI; TGI; Alibaba and others.
  [/maximum prompt length|\binputs?`.{0,40}must (?:have less than|be <=) \d/i, 'context-length'],
  [
    /range of input length|(?:input|prompt).{0,10}(?:length|tokens).{0,10}exceeds?|messages? too long/i,
    'context-length',
  ],
  [
    /content.?(?:filter|policy|management)|safety system|responsible.?ai|flagged|moderation|blocked (?:input|output|by)|content exists risk|inappropriate content|sensitive information|new_sensitive|敏感|violates? (?:our |the )?(?:usage|content|safety) (?:guidelines|polic)/i,
    'content-filter',
  ],
  [
    /credit balance|insufficient (?:balance|credit|quota|funds)|billing|exceeded your current quota|(?:out of|more) credits|calls? \/ month|per month/i,
    'quota-exhausted',
  ],
  [
    /(?:incorrect|invalid|missing|no|expired).{0,20}api.?key|api.?key (?:is )?(?:not valid|invalid|expired)|unauthorized|invalid authentication|no auth credentials|location is not supported|requires terms acceptance/i,
    'authentication',
  ],
  [/rate.?limit|too many requests|throttled|tokens per minute/i, 'rate-limit'],
  [
    /model.{0,80}(?:not found|not exist|does not exist|is not available|unknown)|model identifier is invalid|with on-demand throughput|模型不存在|(?:unknown|invalid|no such|unsupported|not a valid) model|no endpoints found for|decommissioned/i,
    'model-not-found',
  ],
  [
    /overloaded|at capacity|no capacity|capacity exceeded|temporarily unavailable|server busy|too busy|maximum pending requests|currently loading|failed to load model|more system memory|no healthy upstream/i,
    'overloaded',
  ],
  // Python servers return a validation error with HTTP 500. A retry fails too.
  [/validation errors? for|['"]loc['"]: ?[([]|extra inputs are not permitted/i, 'bad-request'],
];

/** Words about money, or about a quota of days and more, that no other failure contains. */
const spent =
  /(?:used all|depleted|out of|more) (?:your |the )?(?:monthly included |available |prepayment )?credits|credits are depleted|spending limit|overdue balance|account is not in good standing|make sure your account is in good standing|欠费|余额不足|insufficient (?:account )?balance|balance is (?:insufficient|too low)|free tier of the model has been exhausted|free allocation|(?:weekly|monthly) usage limit|(?:specified api usage limits|set inference limit)|billing to be enabled|extra usage is required|too many tokens per day/i;

/** Whether a message clearly says that no money is left, so that code and status do not matter. */
export function isSpent(message: string | null): boolean {
  return message !== null && spent.test(message.slice(0, mostCharacters));
}

const prefillRefusal =
  /prefill|end with a user|(?:last|final) (?:message|role|turn)|expected last role|assistant.{0,30}(?:last|final)|continue_final_message/i;

/**
 * Maximum searched length. An explanation is shorter, and on a text of megabytes the expressions would take seconds.
 */
const mostCharacters = 16 * 1024;

/** The kind that a provider's message describes. Null if none is known. Its first 16,384 characters are read. */
export function kindFromMessage(message: string | null, hasPrefill: boolean): ProviderErrorKind | null {
  if (message === null) return null;
  const text = message.slice(0, mostCharacters);
  if (hasPrefill && prefillRefusal.test(text)) return 'prefill-refused';
  for (const [sentence, kind] of kindOfSentence) if (sentence.test(text)) return kind;
  return null;
}
