import { expect, it } from 'vitest';
import { sampleDraft, templateMessage } from '../testing/sample-template.ts';
import { checkTemplate, templateBounds } from './check-template.ts';
import type { TemplateDraft } from './template.ts';

const call = { id: 'c1', name: 'look', arguments: '{}' };
const user = templateMessage('USER', 'Explain {{topic}}.');
const topic = { name: 'topic', type: 'STRING', isRequired: true } as const;
const result = { ...templateMessage('TOOL', '{{topic}}'), toolCallId: 'c1' };

it('accepts messages of every role, and variables of every type', () => {
  expect(checkTemplate(sampleDraft({ name: ' explain ' }), 'input')).toEqual(sampleDraft());
  const turn = { ...templateMessage('ASSISTANT', ''), toolCalls: [call] };
  const draft = sampleDraft({ messages: [templateMessage('SYSTEM', 'Look.'), turn, result], variables: [topic] });
  expect(checkTemplate(draft, 'input')).toEqual(draft);
});

it.each<[string, Partial<TemplateDraft>, string]>([
  ['no name', { name: ' ' }, 'input.name is empty'],
  ['a long name', { name: 'x'.repeat(101) }, 'input.name may have at most 100 characters, not 101.'],
  ['a line end in its name', { name: 'a\nb' }, 'input.name has a control character'],
  ['a long description', { description: 'x'.repeat(1_001) }, 'input.description may have at most 1000 characters'],
  ['a NUL in its description', { description: '\0' }, 'input.description has a NUL character'],
  ['no message', { messages: [] }, 'input.messages is empty'],
  ['many messages', { messages: Array(201).fill(user) }, 'input.messages may have at most 200 messages, not 201.'],
  [
    'long messages',
    { messages: [templateMessage('USER', 'x'.repeat(templateBounds.characters + 1))] },
    'input.messages may have at most 262144 characters, not 262145.',
  ],
  ['an empty message', { messages: [user, templateMessage('USER', '')] }, 'input.messages.1.content is missing'],
  [
    'calls in a USER message',
    { messages: [{ ...user, toolCalls: [call] }] },
    'input.messages.0.toolCalls belong to ASSISTANT',
  ],
  ['a result without a call', { messages: [templateMessage('TOOL', 'x')] }, 'input.messages.0.toolCallId is missing'],
  [
    'a result of an unknown call',
    { messages: [result] },
    "input.messages.0.toolCallId 'c1' is not the id of a call in an earlier",
  ],
  [
    'a call id in a USER message',
    { messages: [{ ...user, toolCallId: 'c1' }] },
    'input.messages.0.toolCallId belongs to TOOL',
  ],
  [
    'a placeholder without a variable',
    { messages: [user], variables: [] },
    'input.messages.0.content has {{topic}}, which is not a variable',
  ],
  [
    'a placeholder that is no name',
    { messages: [templateMessage('USER', '{{user-name}}')], variables: [] },
    'input.messages.0.content has {{user-name}}, which is not a name',
  ],
  [
    'an unused variable',
    { messages: [user], variables: [topic, { ...topic, name: 'words' }] },
    "input.variables.1 'words' is not used",
  ],
  [
    'a variable twice',
    { messages: [user], variables: [topic, topic] },
    "input.variables.1.name 'topic' is defined twice",
  ],
  [
    'a variable with a wrong name',
    { variables: [{ ...topic, name: '1st' }] },
    "input.variables.0.name '1st' is not a name",
  ],
  [
    'a default of another type',
    { messages: [user], variables: [{ ...topic, type: 'NUMBER', default: '5' }] },
    "input.variables.0.default of 'topic' must be a number, since its type is NUMBER.",
  ],
  [
    'many variables',
    { variables: Array.from({ length: 101 }, (_, index) => ({ ...topic, name: `v${index}` })) },
    'input.variables may have at most 100 variables, not 101.',
  ],
  [
    'long defaults',
    { messages: [user], variables: [{ ...topic, default: 'x'.repeat(65_537) }] },
    'input.variables may have at most 65536 characters in all defaults, not 65537.',
  ],
])('refuses a template with %s', (_, changes, message) => {
  expect(() => checkTemplate(sampleDraft(changes), 'input')).toThrow(message);
});
