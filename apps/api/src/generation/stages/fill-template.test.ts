import { expect, it, vi } from 'vitest';
import { noTemplates } from '../../testing/fake-templates.ts';
import { sampleRequest } from '../../testing/sample-generation.ts';
import { sampleTemplate, templateMessage } from '../../testing/sample-template.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { fillTemplate } from './fill-template.ts';
import type { Asked } from './stage.ts';

const use = { name: 'explain', version: null, variables: { topic: 'rivers' } };

async function filled(template = sampleTemplate({ version: 4 }), messages = sampleRequest().call.messages) {
  const find = vi.fn(async (_workspaceId: string | null, _name: string, _version: number | null) => ({
    template,
    latest: template.version,
  }));
  const next = vi.fn(async (_: Asked): Promise<void> => {});
  const request = { ...sampleRequest({ workspaceId: 'team-a', messages }), template: use };
  await fillTemplate(askedFor(request), next, fakeStageTools({ templates: { ...noTemplates, find } }));
  return { find, request: next.mock.calls[0]?.[0].request };
}

it('puts the messages of the template before those of the request, and notes the version that served', async () => {
  const { find, request } = await filled();
  expect(find.mock.calls).toEqual([['team-a', 'explain', null]]);
  expect(request?.template).toEqual({ ...use, version: 4 });
  expect(request?.call).toMatchObject({
    messages: [
      { role: 'system', text: 'Answer in 50 words.' },
      { role: 'user', parts: [{ type: 'text', text: 'Explain rivers to .' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Say "hello".' }] },
    ],
  });
});

it('needs no messages of its own, but one message that is not an instruction', async () => {
  expect((await filled(sampleTemplate(), [])).request?.call).toMatchObject({ messages: { length: 2 } });
  const instruction = sampleTemplate({ messages: [templateMessage('SYSTEM', 'Explain {{topic}}.')] });
  await expect(filled(instruction, [])).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: "template 'explain' has SYSTEM messages only: add a message of the user to answer to.",
  });
});

it('passes on a request without a template unchanged', async () => {
  const next = vi.fn(async (_: Asked): Promise<void> => {});
  const asked = askedFor();
  await fillTemplate(asked, next, fakeStageTools());
  expect(next.mock.calls[0]?.[0]).toBe(asked);
});

it('refuses a template that does not exist', async () => {
  const next = vi.fn(async (): Promise<void> => {});
  const filling = fillTemplate(askedFor({ ...sampleRequest(), template: use }), next, fakeStageTools());
  await expect(filling).rejects.toMatchObject({ code: 'NOT_FOUND', message: "There is no template 'explain'." });
  expect(next).not.toHaveBeenCalled();
});
