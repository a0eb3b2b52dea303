/** A reported answer of a server that imitates a protocol, and the expected result for the caller. */
export type OddAnswer = {
  dialect: 'openai' | 'anthropic' | 'google' | 'ollama' | 'responses';
  says: readonly (string | object)[];
  text?: string;
  call?: object;
  /** US dollars. A token of input costs 1e-6, from the cache 1e-7, to the cache 2e-6, and of output 5e-6. */
  costUsd?: number;
  error?: { status: number; words: string; retryAfterS?: number };
};

const chunk = (delta: object, finish_reason: string | null = null, more: object = {}): object => ({
  id: 'r1',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
});
const piece = (index: unknown, id: string | null, text: string): object =>
  chunk({ tool_calls: [{ index, ...(id !== null && { id }), function: { name: 'look', arguments: text } }] });
const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
const stop = chunk({}, 'stop', { usage });
const plainUsd = 100e-6 + 10 * 5e-6;
const call = { at: 'Bern' };

export const oddAnswers: Readonly<Record<string, OddAnswer>> = {
  'a finish reason before the end': {
    dialect: 'openai',
    says: [chunk({ content: 'Fi' }, 'null'), chunk({ content: 'ne.' }, 'stop', { usage }), '[DONE]'],
    text: 'Fine.',
    costUsd: plainUsd,
  },
  'a message next to an empty delta': {
    dialect: 'openai',
    says: [
      { id: 'r1', choices: [{ delta: {}, message: { content: 'Fine.' }, finish_reason: 'stop' }], usage },
      '[DONE]',
    ],
    text: 'Fine.',
    costUsd: plainUsd,
  },
  'a text as an object, with the empty form of an error': {
    dialect: 'openai',
    says: [chunk({ content: { type: 'text', text: 'Fine.' } }, null, { error: {}, message: 'ok' }), stop, '[DONE]'],
    text: 'Fine.',
  },
  'arguments that begin with an empty object': {
    dialect: 'openai',
    says: [piece(0, 'c1', '{}'), piece(0, null, '{"at":"Bern"}'), stop, '[DONE]'],
    call,
  },
  'repeated arguments in each piece, with an index as text': {
    dialect: 'openai',
    says: [piece('0', 'c1', '{"at"'), piece('0', 'c1', '{"at":"Bern"}'), stop, '[DONE]'],
    call,
  },
  'a new id for each piece of a call, and no reason': {
    dialect: 'openai',
    says: [piece(0, 'c1', '{"at"'), piece(0, 'c2', ':"Bern"}'), { choices: [], usage }, '[DONE]'],
    call,
  },
  'usage as texts, and zeros at the end': {
    dialect: 'openai',
    says: [
      chunk({ content: 'Fine.' }, null, { usage: { prompt_tokens: '100', completion_tokens: '10' } }),
      chunk({}, 'stop', { usage: { prompt_tokens: 0, completion_tokens: 0 } }),
      '[DONE]',
    ],
    text: 'Fine.',
    costUsd: plainUsd,
  },
  "Anthropic's names for the cache in OpenAI's usage": {
    dialect: 'openai',
    says: [
      chunk({ content: 'Fine.' }),
      chunk({}, 'stop', { usage: { ...usage, cache_read_input_tokens: 60, cache_creation_input_tokens: 20 } }),
      '[DONE]',
    ],
    text: 'Fine.',
    costUsd: 20e-6 + 60e-7 + 20 * 2e-6 + 10 * 5e-6,
  },
  'the code of MiniMax for too many requests, under HTTP 200': {
    dialect: 'openai',
    says: [{ id: 'r1', choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit exceeded(RPM)' } }],
    error: { status: 429, words: 'rate limit exceeded(RPM)' },
  },
  'a wait that only the message contains': {
    dialect: 'openai',
    says: [{ error: { code: '429', message: 'Rate limit reached. Please retry after 26 seconds.' } }],
    // The provider is paused afterwards, so later calls are not made.
    error: { status: 429, words: '', retryAfterS: 26 },
  },
  'a conversation that Claude summarized first': {
    dialect: 'anthropic',
    says: [
      { type: 'message_start', message: { id: 'm1', usage: { input_tokens: 100, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Fine.' } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: {
          output_tokens: 10,
          iterations: [
            { type: 'compaction', input_tokens: 1000, output_tokens: 50 },
            { type: 'message', input_tokens: 100, output_tokens: 10 },
          ],
        },
      },
      { type: 'message_stop' },
    ],
    text: 'Fine.',
    costUsd: plainUsd + 1000e-6 + 50 * 5e-6,
  },
  'repeated arguments of Claude, and the end of a text': {
    dialect: 'anthropic',
    says: [
      { type: 'message_start', message: { id: 'm1', usage: { input_tokens: 100, output_tokens: 1 } } },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'c1', name: 'look', input: call },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"at":"Bern"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 10 } },
      { type: 'message_stop' },
    ],
    call,
  },
  'arguments of Gemini as a text, and a last chunk without the answer’s count': {
    dialect: 'google',
    says: [
      {
        candidates: [{ content: { parts: [{ functionCall: { name: 'look', args: '{"at":"Bern"}' } }] } }],
        usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10 },
      },
      { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 100 } },
    ],
    call,
    costUsd: plainUsd,
  },
  'the form of another address of Ollama': {
    dialect: 'ollama',
    says: [
      { model: 'm', response: 'Fine.', done: false },
      { model: 'm', response: '', done: true, done_reason: 'stop', prompt_eval_count: 100, eval_count: 10 },
    ],
    text: 'Fine.',
    costUsd: plainUsd,
  },
  'a response that ends under another name': {
    dialect: 'responses',
    says: [
      {
        type: 'response.done',
        response: { output: [{ type: 'message', content: [{ type: 'text', text: 'Fine.' }] }], usage },
      },
    ],
    text: 'Fine.',
    costUsd: plainUsd,
  },
};
