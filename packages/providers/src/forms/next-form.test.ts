import { describe, expect, it } from 'vitest';
import { anthropicForms } from '../anthropic/anthropic-forms.ts';
import { cohereForms } from '../cohere/cohere-forms.ts';
import { googleForms } from '../google/google-forms.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { ollamaForms } from '../ollama/ollama-forms.ts';
import { openAiForms } from '../openai/openai-forms.ts';
import { responsesForms } from '../responses/responses-forms.ts';
import { modelRequest } from '../testing/model-request.ts';
import type { Form } from './form.ts';
import { formOfId, leavesStopOut, nextForm } from './next-form.ts';
import { readRefusal } from './read-refusal.ts';

const responseFormat = { type: 'json-schema', name: 'answer', schema: { type: 'object' } } as const;
const messages = [{ role: 'user', content: 'Hi' }];
const tools = [{ type: 'function', function: { name: 'look', parameters: { properties: { seed: {} } } } }];

function next(forms: readonly Form[], body: JsonObject, words: string, applied: readonly string[] = []) {
  const text = words.startsWith('{') || words.startsWith('[') ? words : JSON.stringify({ error: { message: words } });
  const refusal = readRefusal({ status: 400, body: text });
  if (refusal === null) return null;
  const request = modelRequest({ responseFormat });
  return nextForm(refusal, { path: '/x', body }, { forms, request, applied: new Set(applied) })?.id ?? null;
}

describe('the form after a refusal, in the words of servers', () => {
  it.each<[string, JsonObject, string]>([
    ['Argument not supported on this model: stop', { stop: ['a'] }, 'without:stop'],
    ['Argument not supported on this model: presencePenalty', { presence_penalty: 1 }, 'without:presence_penalty'],
    ['Model grok does not support parameter reasoningEffort.', { reasoning_effort: 'low' }, 'without:reasoning_effort'],
    ["Extra inputs are not permitted, field: 'user'", { user: 'u', seed: 1 }, 'without:user'],
    [
      '{"message":"property \'messages.0.name\' is unsupported","param":"validation_error"}',
      { messages: [{ role: 'tool', name: 'a', content: '' }] },
      'unnamed-results',
    ],
    [
      "('messages.2' : property 'reasoning_content' is unsupported, did you mean 'role'?)",
      { messages: [{ role: 'assistant', reasoning_content: 'x' }] },
      'without:reasoning_content',
    ],
    [
      'messages[0].content: invalid type: sequence, expected a string at line 1',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] },
      'text-content',
    ],
    [
      'json: cannot unmarshal array into Go struct field Message.messages.content of type string',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] },
      'text-content',
    ],
    [
      'response_format: unknown variant `json_schema`, expected `json_object`',
      { messages, response_format: { type: 'json_schema' } },
      'schema-in-json-mode',
    ],
    [
      'This response_format type is unavailable now',
      { messages, response_format: { type: 'json_object' } },
      'format-in-words',
    ],
    [
      "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
      { messages: [{ role: 'system', content: 'a' }, ...messages] },
      'system-in-user',
    ],
    ['invalid temperature: only 1 is allowed for this model', { temperature: 0.3 }, 'without:temperature'],
    ['invalid top_p: only 0.95 is allowed for this model', { top_p: 0.3 }, 'without:top_p'],
    [
      'Invalid service_tier argument: flex is not available for this model',
      { service_tier: 'flex' },
      'without:service_tier',
    ],
    ['You are not allowed to request logprobs from this model', { logprobs: true }, 'without:logprobs'],
    [
      'tools[0].function.strict: Extra inputs are not permitted',
      { tools: [{ function: { strict: true } }] },
      'without:strict',
    ],
    [
      '{"message":"body.messages.2.assistant.reasoning_content: Extra inputs are not permitted","param":"messages"}',
      { messages: [{ role: 'assistant', reasoning_content: 'x' }] },
      'without:reasoning_content',
    ],
    [
      "Function tools with reasoning_effort are not supported. Use /v1/responses or set reasoning_effort to 'none'.",
      { tools },
      'no-effort',
    ],
    ['invalid message content type: <nil>', { messages: [{ role: 'assistant', content: null }] }, 'empty-content'],
    [
      '{"detail":[{"loc":["body","messages",1,"content"],"msg":"none is not an allowed value"}]}',
      { messages: [...messages, { role: 'assistant', content: null }] },
      'empty-content',
    ],
    [
      'System message must be at the beginning.',
      { messages: [...messages, { role: 'system', content: 'a' }] },
      'system-first',
    ],
    [
      "Unexpected role 'system' after role 'user'",
      { messages: [...messages, { role: 'system', content: 'a' }] },
      'system-first',
    ],
    ['[{"error":{"message":"Unknown name \\"seed\\": Cannot find field."}}]', { seed: 1, tools }, 'without:seed'],
    [
      'response_format is not supported with tools',
      { messages, tools, response_format: { type: 'json_object' } },
      'format-in-words',
    ],
  ])('openai: %s', (words, body, expected) => {
    expect(next(openAiForms, body, words)).toBe(expected);
  });

  it.each<[string, readonly Form[], string, JsonObject, string]>([
    [
      'anthropic',
      anthropicForms,
      'output_config.format: Extra inputs are not permitted',
      { output_config: { format: {} } },
      'format-in-words',
    ],
    [
      'anthropic',
      anthropicForms,
      'Thinking may not be enabled when tool_choice forces tool use.',
      { tool_choice: { type: 'any' } },
      'tool-choice-auto',
    ],
    [
      'anthropic',
      anthropicForms,
      'messages.0.content.0.cache_control: Extra inputs are not permitted',
      { messages: [{ content: [{ cache_control: {} }] }] },
      'without:cache_control',
    ],
    [
      'anthropic',
      anthropicForms,
      '`temperature` may only be set to 1 when thinking is enabled.',
      { temperature: 0 },
      'without:temperature',
    ],
    [
      'google',
      googleForms,
      'Unknown name "thinkingConfig" at \'generation_config\': Cannot find field.',
      { generationConfig: { thinkingConfig: {} } },
      'no-thinking',
    ],
    [
      'anthropic',
      anthropicForms,
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort".',
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      'adaptive-thinking',
    ],
    [
      'anthropic',
      anthropicForms,
      "effort 'max' is not supported by this model",
      { output_config: { effort: 'max' } },
      'without:effort',
    ],
    [
      'anthropic',
      anthropicForms,
      'system.0.cache_control.ephemeral.ttl: Extra inputs are not permitted',
      { system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
      'without:ttl',
    ],
    [
      'google',
      googleForms,
      'Budget 0 is invalid. This model only works in thinking mode.',
      { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
      'no-thinking',
    ],
    [
      'google',
      googleForms,
      'Penalty is not enabled for models/gemini-2.5-flash',
      { generationConfig: { presencePenalty: 1 } },
      'no-penalties',
    ],
    [
      'google',
      googleForms,
      'Logprobs is not enabled for models/gemini-3',
      { generationConfig: { responseLogprobs: true, logprobs: 2 } },
      'no-logprobs',
    ],
    [
      'google',
      googleForms,
      'JSON mode is not enabled for models/gemma-3-27b-it',
      { generationConfig: { responseMimeType: 'x' } },
      'format-in-words',
    ],
    [
      'google',
      googleForms,
      'Developer instruction is not enabled for models/gemma-3-27b-it',
      { systemInstruction: { parts: [{ text: 'a' }] }, contents: [{ role: 'user', parts: [] }] },
      'system-in-user',
    ],
    ['google', googleForms, 'Function calling is not enabled for models/gemma-3-27b-it', { tools: [{}] }, 'no-tools'],
    [
      'google',
      googleForms,
      "Function calling with a response mime type: 'application/json' is unsupported",
      { tools: [{}], generationConfig: { responseMimeType: 'x' } },
      'format-in-words',
    ],
    [
      'responses',
      responsesForms,
      'Encrypted content is not supported with this model.',
      { input: [], include: ['reasoning.encrypted_content'] },
      'no-include',
    ],
    [
      'responses',
      responsesForms,
      'Your organization must be verified to generate reasoning summaries.',
      { reasoning: { summary: 'auto' }, input: [{ type: 'reasoning', summary: [] }] },
      'no-summary',
    ],
    [
      'responses',
      responsesForms,
      'The encrypted content gAAA...Rg== could not be verified.',
      { input: [{ type: 'reasoning', encrypted_content: 'x' }] },
      'no-encrypted-reasoning',
    ],
    ['responses', responsesForms, "Unknown parameter: 'text.format'.", { text: { format: {} } }, 'format-in-words'],
    [
      'cohere',
      cohereForms,
      'tool_choice is not supported by the provided model',
      { tool_choice: 'REQUIRED' },
      'no-tool-choice',
    ],
    [
      'cohere',
      cohereForms,
      'response_format.json_schema is not supported',
      { messages, response_format: { json_schema: {} } },
      'json-mode-without-schema',
    ],
    ['ollama', ollamaForms, '{"error":"gemma:2b does not support tools"}', { tools }, 'no-tools'],
    ['ollama', ollamaForms, '{"error":"gemma:2b does not support thinking"}', { think: true }, 'no-thinking'],
    [
      'ollama',
      ollamaForms,
      '{"error":"json: cannot unmarshal object into Go struct field ChatRequest.format of type string"}',
      { messages, format: {} },
      'json-mode',
    ],
  ])('%s, %#', (_, forms, words, body, expected) => {
    expect(next(forms, body, words)).toBe(expected);
  });

  it('is none if the refusal names no member of the call, or a required member', () => {
    expect(next(openAiForms, { seed: 1 }, "'user' is not supported")).toBeNull();
    expect(next(openAiForms, { model: 'm', messages }, "'model' and 'messages' are not supported")).toBeNull();
    expect(next(openAiForms, { tools }, "In 'parameters', 'seed' is not permitted")).toBeNull();
  });

  it('is not a form that the call already has', () => {
    const body = { response_format: { type: 'json_schema' }, messages };
    expect(next(openAiForms, body, 'json_schema is not supported', ['schema-in-json-mode'])).toBe('format-in-words');
  });
});

describe('the form of an id', () => {
  it('omits a member everywhere, or only a schema', () => {
    const body = { seed: 1, options: { seed: 2 }, tools };
    const request = modelRequest();
    expect(formOfId('without:seed')?.write({ path: '/', body }, request)?.body).toEqual({ options: {}, tools });
    expect(formOfId('without:seed=2')?.write({ path: '/', body }, request)?.body).toEqual({
      seed: 1,
      options: {},
      tools,
    });
    expect(formOfId('unstreamed')).toBeNull();
  });

  it('shows whether stop sequences are omitted', () => {
    expect(['without:stop', 'without:stopSequences', 'without:seed', 'no-tools'].map(leavesStopOut)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
