import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleTemplate, templateMessage } from '../testing/sample-template.ts';
import { applyTemplate, mostAppliedCharacters } from './apply-template.ts';
import type { TemplateVariable } from './template.ts';

const text = (value: string) => [{ type: 'text', text: value }];

it('inserts values, defaults, and nothing for an optional variable', () => {
  expect(applyTemplate(sampleTemplate(), { topic: 'rivers', reader: 'a child' })).toEqual([
    { role: 'system', text: 'Answer in 50 words.' },
    { role: 'user', parts: text('Explain rivers to a child.') },
  ]);
  expect(applyTemplate(sampleTemplate(), { topic: 'rivers', words: 5, reader: null })).toEqual([
    { role: 'system', text: 'Answer in 5 words.' },
    { role: 'user', parts: text('Explain rivers to .') },
  ]);
});

it('makes messages of every role', () => {
  const call = { id: 'c1', name: 'look', arguments: '{"at":"{{topic}}"}' };
  const messages = [
    { ...templateMessage('ASSISTANT', 'I look.'), toolCalls: [call] },
    { ...templateMessage('TOOL', '{{topic}}'), toolCallId: 'c1' },
    templateMessage('ASSISTANT', 'Seen.'),
  ];
  const variables: TemplateVariable[] = [{ name: 'topic', type: 'JSON', isRequired: true }];
  expect(applyTemplate(sampleTemplate({ messages, variables }), { topic: { a: [1, null] } })).toEqual([
    { role: 'assistant', parts: [...text('I look.'), { type: 'tool-call', ...call }] },
    { role: 'tool', toolCallId: 'c1', toolName: 'look', parts: text('{"a":[1,null]}'), isError: false },
    { role: 'assistant', parts: text('Seen.') },
  ]);
});

it.each<[Record<string, unknown>, string]>([
  [{}, "template.variables.topic is missing: template 'explain' needs it as a text."],
  [{ topic: null }, "template.variables.topic is missing: template 'explain' needs it as a text."],
  [{ topic: 5 }, "template.variables.topic must be a text in template 'explain'."],
  [{ topic: 'a', words: '5' }, "template.variables.words must be a number in template 'explain'."],
  [
    { topic: 'a', tone: 'b' },
    "template.variables.tone is not a variable of template 'explain': the template has topic, words, reader.",
  ],
])('refuses the values %j', (values, message) => {
  expect(() => applyTemplate(sampleTemplate(), values)).toThrow(message);
});

it('inserts every value unchanged: braces in it are no placeholders', () => {
  const messages = [templateMessage('USER', '{{a}}{{b}}')];
  const variables = ['a', 'b'].map((name): TemplateVariable => ({ name, type: 'STRING', isRequired: true }));
  const piece = fc
    .array(fc.constantFrom('{{a}}', '{{b}}', '{', '}', '{{', '}}', '\\', 'b', '$&', '$1'))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(piece, piece, (a, b) => {
      const [message] = applyTemplate(sampleTemplate({ messages, variables }), { a, b });
      expect(message).toEqual({ role: 'user', parts: text(a + b) });
    }),
  );
});

it('refuses values that make the text too long, before the text is written', () => {
  const messages = [templateMessage('USER', '{{topic}}'.repeat(1_000))];
  const template = sampleTemplate({ messages, variables: [{ name: 'topic', type: 'STRING', isRequired: true }] });
  const topic = 'x'.repeat(mostAppliedCharacters / 1_000 + 1);
  expect(() => applyTemplate(template, { topic })).toThrow(
    "template.variables make template 'explain' longer than 4194304 characters: give shorter values.",
  );
});
