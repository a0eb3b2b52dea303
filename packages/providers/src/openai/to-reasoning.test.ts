import { expect, it } from 'vitest';
import type { AssistantPart } from '../contract/message.ts';
import { modelRequest } from '../testing/model-request.ts';
import { openAiDefaults } from './dialect.ts';
import { toOpenAiBody } from './to-openai-body.ts';

it("sends LiteLLM's blocks and OpenRouter's details back under their own names", () => {
  const block = { type: 'thinking', thinking: 'Hm', signature: 'signed' };
  const redacted = { type: 'redacted_thinking', data: 'xyz' };
  const detail = { type: 'reasoning.encrypted', data: 'abc' };
  const value = { field: 'reasoning_content', reasoning_details: [block, redacted, detail] };
  const parts: AssistantPart[] = [
    { type: 'reasoning', text: 'Hm', state: { providerId: 'acme', dialect: 'openai', value } },
    { type: 'text', text: 'Yes' },
  ];
  const { body } = toOpenAiBody(modelRequest({ messages: [{ role: 'assistant', parts }] }), openAiDefaults, 'acme');
  expect(body.messages).toEqual([
    {
      role: 'assistant',
      content: 'Yes',
      reasoning_content: 'Hm',
      thinking_blocks: [block, redacted],
      reasoning_details: [detail],
    },
  ]);
});
