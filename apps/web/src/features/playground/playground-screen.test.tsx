// @vitest-environment happy-dom
import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import completed from './fixtures/completed.json' with { type: 'json' };
import continued from './fixtures/continued.json' with { type: 'json' };
import fellBack from './fixtures/fell-back.json' with { type: 'json' };
import reasoned from './fixtures/reasoned.json' with { type: 'json' };
import tools from './fixtures/tools.json' with { type: 'json' };
import { PlaygroundScreen } from './playground-screen.tsx';
import type { RunEvent } from './run-documents.ts';
import { readRecording } from './testing/read-recording.ts';

// The plan arrives after a pause in typing, and a busy machine takes longer.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 30_000 });

const plan = {
  strategy: 'BALANCED',
  chain: null,
  inputTokens: 1_234,
  candidates: [
    {
      modelId: 'openai/gpt',
      score: 0.9,
      scores: { cost: 0.8, quality: 0.9, latency: 1 },
      estimatedCostUsd: '0.0042',
      estimatedOutputTokens: 300,
      worstCaseCostUsd: '0.08',
      estimatedLatencyMs: 1_500,
      reason: 'the best by the balanced weights',
    },
  ],
  exclusions: [
    { modelId: 'cohere/command', rule: 'not-configured', reason: 'set COHERE_API_KEY' },
    { modelId: 'cohere/light', rule: 'not-configured', reason: 'set COHERE_API_KEY' },
  ],
};

const model = {
  id: 'openai/gpt',
  displayName: 'GPT',
  provider: { id: 'openai', displayName: 'OpenAI', setupHint: null },
  capabilities: ['text', 'vision'],
  contextWindow: 128_000,
  price: { inputPerMTok: '0.15', outputPerMTok: '0.6' },
  local: false,
  active: true,
  configured: true,
};

const answers = {
  RouteOptions: () => ({ models: [model], chains: [{ name: 'LOCAL_ONLY', description: null, models: [] }] }),
  PlaygroundPlan: () => ({ plan }),
  PlaygroundTemplates: () => ({
    templates: [
      {
        id: 't1',
        name: 'summary',
        version: 2,
        description: 'Summarizes a text',
        variables: [{ name: 'text', type: 'STRING', required: true, default: null }],
      },
    ],
  }),
  Cancel: () => ({ cancelGeneration: { id: 'any', status: 'RUNNING' } }),
};

beforeEach(() => {
  sessionStorage.clear();
  visit('/playground');
});

const write = (prompt: string) =>
  fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: prompt } });
const send = (prompt: string) => {
  write(prompt);
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Prompt' }), { key: 'Enter' });
};

/** Sends a prompt and replays a recorded generation as its answer. */
async function play(events: readonly RunEvent[], until = events.length) {
  const view = renderInConsole(<PlaygroundScreen />, answers);
  send('Rivers?');
  await waitFor(() => expect(view.sent.some(({ name }) => name === 'Generate')).toBe(true));
  act(() => {
    for (const event of events.slice(0, until)) view.emit('Generate', { generate: event });
  });
  return view;
}

/** The text without markdown syntax. */
const plain = (text: string) => text.replaceAll('*', '');

const inspector = () => within(screen.getByRole('complementary', { name: 'Run and settings' }));

test('while a prompt is typed, the plan shows the model, the cost and the exclusions', async () => {
  const { sent, user } = renderInConsole(<PlaygroundScreen />, answers);
  write('How do rivers flow?');
  expect(await screen.findByText('≈ $0.0042', { selector: '[role=status] span' })).toBeDefined();
  expect(screen.getByText('1,234 tokens in, about 300 out')).toBeDefined();
  expect(sent.at(-1)).toMatchObject({
    name: 'PlaygroundPlan',
    variables: { input: { messages: [{ role: 'USER', content: 'How do rivers flow?' }] } },
  });
  expect(inspector().getByText('the best by the balanced weights')).toBeDefined();
  await user.click(inspector().getByRole('button', { name: '2 models excluded' }));
  expect(inspector().getByText('cohere/command, cohere/light')).toBeDefined();
});

test('a refused plan shows the reason', async () => {
  renderInConsole(<PlaygroundScreen />, {
    ...answers,
    PlaygroundPlan() {
      throw apiError('BUDGET_EXCEEDED', "The budget 'Daily' has $0.01 left.");
    },
  });
  write('Anything');
  expect(await screen.findByText(/The budget 'Daily' has \$0.01 left/)).toBeDefined();
});

test('an answer is shown as it streams, with its cost at the end', async () => {
  const events = readRecording(completed);
  const { emit, container } = await play(events, 10);
  const text = (count: number) =>
    events
      .slice(0, count)
      .map((event) => (event.__typename === 'TextDelta' ? event.text : ''))
      .join('');
  await waitFor(() => expect(plain(container.textContent)).toContain(plain(text(10)).trim()));
  expect(inspector().getByText('Answering …')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeDefined();

  act(() => {
    for (const event of events.slice(10)) emit('Generate', { generate: event });
  });
  await screen.findByRole('button', { name: /^Details of this run/ });
  expect(inspector().getByRole('status').textContent).toMatch(/Completed|Cut at the token limit/);
  expect(inspector().getByText('$0.0000535')).toBeDefined();
  expect(screen.getByRole('textbox', { name: 'Prompt' })).toHaveProperty('value', '');
});

test('failed attempts are shown with their reason before the successful attempt', async () => {
  await play(readRecording(fellBack));
  await screen.findByText('after 2 failed attempts');
  expect(inspector().getAllByText('The provider is overloaded.')).toHaveLength(2);
  expect(inspector().getByRole('img', { name: 'Succeeded' })).toBeDefined();
});

test('an answer that another model continued is marked', async () => {
  await play(readRecording(continued));
  expect(await inspector().findByText('Continued the text where it broke off')).toBeDefined();
  expect(inspector().getByText('The answer was cut off.')).toBeDefined();
});

test('before the first token the running and the failed models are named', async () => {
  await play(readRecording(fellBack), 3);
  expect(await screen.findByText('Waiting for sim/good …')).toBeDefined();
  expect(screen.getByText('sim/overloaded: The provider is overloaded.')).toBeDefined();
});

test('reasoning is folded until it is opened', async () => {
  const { user } = await play(readRecording(reasoned));
  const toggle = await screen.findByRole('button', { name: 'Reasoning' });
  expect(toggle.getAttribute('aria-expanded')).toBe('false');
  await user.click(toggle);
  expect(toggle.getAttribute('aria-expanded')).toBe('true');
});

test('tool calls show their name and arguments', async () => {
  await play(readRecording(tools));
  expect(await screen.findByText('get_weather')).toBeDefined();
  expect(screen.getAllByText(/"city": "Bern"/)[0]).toBeDefined();
});

test('images of an answer are shown, and files are named', async () => {
  const nothing = { url: null, mediaType: null, data: null, name: null };
  const events = readRecording(completed).map((event) =>
    event.__typename === 'GenerationCompleted'
      ? {
          ...event,
          generation: {
            ...event.generation,
            parts: [
              { ...nothing, type: 'TEXT' as const },
              { ...nothing, type: 'IMAGE' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' },
              { ...nothing, type: 'IMAGE' as const, mediaType: 'image/webp' },
              { ...nothing, type: 'FILE' as const, mediaType: 'application/pdf', data: 'JVBERi0=', name: 'map.pdf' },
            ],
          },
        }
      : event,
  );
  await play(events);
  const image = await screen.findByRole('img', { name: '2 of the answer' });
  expect(image.getAttribute('src')).toBe('data:image/png;base64,iVBORw0KGgo=');
  expect(screen.getByText('image/webp')).toBeDefined();
  expect(screen.getByText('map.pdf')).toBeDefined();
});

test('cancelling asks the API to end the generation', async () => {
  const { user, sent } = await play(readRecording(completed), 5);
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(sent.at(-1)).toEqual({ name: 'Cancel', variables: { id: readRecording(completed)[0]?.generationId } });
});

test('the next prompt includes the conversation', async () => {
  const events = readRecording(completed);
  const { sent } = await play(events);
  await screen.findByRole('button', { name: /^Details of this run/ });
  send('And lakes?');
  await waitFor(() => expect(sent.filter(({ name }) => name === 'Generate')).toHaveLength(2));
  expect(sent.findLast(({ name }) => name === 'Generate')?.variables.input).toMatchObject({
    messages: [{ content: 'Rivers?' }, { role: 'ASSISTANT' }, { content: 'And lakes?' }],
  });
});

test('shift-enter breaks the line and does not send, and an empty prompt is not sent', async () => {
  const { sent } = renderInConsole(<PlaygroundScreen />, answers);
  const prompt = screen.getByRole('textbox', { name: 'Prompt' });
  write('One');
  fireEvent.keyDown(prompt, { key: 'Enter', shiftKey: true });
  write('   ');
  fireEvent.keyDown(prompt, { key: 'Enter' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sent.some(({ name }) => name === 'Generate')).toBe(false);
});

test('invalid settings are reported and not sent', async () => {
  const { user, sent } = renderInConsole(<PlaygroundScreen />, answers);
  await user.click(screen.getByRole('tab', { name: 'Settings' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Tools' }), { target: { value: 'not JSON' } });
  send('Anything');
  expect(await screen.findByText(/The tools are not a JSON array/)).toBeDefined();
  expect(sent.some(({ name }) => name === 'Generate')).toBe(false);
});

test('prompts have the direction of their own script, typed and sent', async () => {
  await play(readRecording(completed));
  expect(screen.getByRole('textbox', { name: 'Prompt' }).getAttribute('dir')).toBe('auto');
  expect(screen.getByText('Rivers?').getAttribute('dir')).toBe('auto');
});

test('a template of a link is selected, and the rest of the address stays', async () => {
  visit('/playground?template=summary&range=7d');
  const { sent } = renderInConsole(<PlaygroundScreen />, answers);
  await waitFor(() => expect(window.location.search).toBe('?range=7d'));
  send('Hello');
  await waitFor(() =>
    expect(sent.findLast(({ name }) => name === 'Generate')?.variables.input).toMatchObject({
      template: { name: 'summary' },
    }),
  );
});

test('a link selects the route', async () => {
  visit('/playground?model=openai%2Fgpt&range=7d&workspace=team-a');
  const { sent } = renderInConsole(<PlaygroundScreen />, answers);
  expect(await screen.findByRole('button', { name: /^Who answers/ })).toHaveProperty(
    'textContent',
    'Who answers: GPT$0.15 / $0.60',
  );
  expect(window.location.search).toBe('?range=7d&workspace=team-a');
  send('Hello');
  await waitFor(() => expect(sent.at(-1)?.variables.input).toMatchObject({ model: 'openai/gpt' }));
});

test('a selector renders its choices only after it was opened', async () => {
  visit('/playground?model=openai%2Fgpt');
  const { user } = renderInConsole(<PlaygroundScreen />, answers);
  const target = await screen.findByRole('button', { name: /^Who answers: .*GPT/ });
  const choices = () => screen.queryAllByRole('option', { name: /GPT/, hidden: true });
  expect(choices()).toHaveLength(0);
  await user.click(target);
  expect(choices()).toHaveLength(1);
});

test('a link outranks the settings that a reload restores', async () => {
  const { user, unmount } = await play(readRecording(completed));
  await user.click(await screen.findByRole('button', { name: /^Details of this run/ }));
  const stored = sessionStorage.getItem('penstock.playground') ?? '';
  // A reload unmounts nothing; an unmount here ends the session.
  unmount();
  sessionStorage.setItem('penstock.playground', stored);

  visit('/playground?model=openai%2Fgpt');
  renderInConsole(<PlaygroundScreen />, answers);
  expect(screen.getByText('Rivers?')).toBeDefined();
  expect(await screen.findByRole('button', { name: /^Who answers: .*GPT/ })).toBeDefined();
});

test('the route is selected from models, strategies and chains, by name', async () => {
  const { user } = renderInConsole(<PlaygroundScreen />, answers);
  const target = screen.getByRole('button', { name: /^Who answers/ });
  await user.click(target);
  await user.click(await screen.findByRole('option', { name: /Cheapest/ }));
  expect(target.textContent).toContain('Cheapest');

  await user.click(target);
  await user.type(screen.getByRole('textbox', { name: 'Search models, chains and strategies' }), 'vision');
  await user.click(screen.getByRole('option', { name: /GPT/ }));
  expect(target.textContent).toContain('GPT');

  await user.click(target);
  await user.type(screen.getByRole('textbox', { name: 'Search models, chains and strategies' }), 'no such thing');
  expect(screen.getByText('No match for “no such thing”')).toBeDefined();
});

test('another model than the requested one is named with the reason, before sending', async () => {
  const { user } = renderInConsole(<PlaygroundScreen />, answers);
  visit('/playground?model=cohere%2Fcommand');
  await waitFor(() => expect(window.location.search).toBe(''));
  await user.type(screen.getByRole('textbox', { name: 'Prompt' }), 'Hello');
  expect(await screen.findByText('openai/gpt answers instead of cohere/command: set COHERE_API_KEY.')).toBeDefined();
});

test('several answers are shown side by side, each with its figures', async () => {
  visit('/playground?model=openai%2Fgpt&model=sim%2Fgood');
  const { emit, sent, user } = renderInConsole(<PlaygroundScreen />, answers);
  await screen.findByRole('button', { name: /^Who answers, 2 of 2/ });
  write('Rivers?');
  expect(await screen.findByText('≈ $0.0084 in all')).toBeDefined();
  expect(screen.getByText('2,468 tokens in, about 600 out')).toBeDefined();
  send('Rivers?');
  await waitFor(() => expect(sent.filter(({ name }) => name === 'Generate')).toHaveLength(2));
  act(() => {
    for (const event of readRecording(completed)) emit('Generate', { generate: event });
  });
  expect(await screen.findAllByRole('button', { name: /^Details of this run/ })).toHaveLength(2);
  await user.selectOptions(inspector().getByRole('combobox', { name: 'Answer' }), '2. sim/good');
  expect(inspector().getByText('$0.0000535')).toBeDefined();

  await user.click(screen.getByRole('button', { name: 'Remove answer 2' }));
  await user.click(screen.getByRole('button', { name: 'Compare' }));
  expect(screen.getAllByRole('button', { name: /^Who answers/ })).toHaveLength(2);
});

test('the request is shown as code', async () => {
  const { user } = renderInConsole(<PlaygroundScreen />, answers);
  write('Rivers?');
  await user.click(screen.getByRole('button', { name: 'As code' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'As code' }));
  await user.click(dialog.getByRole('tab', { name: 'Python' }));
  expect(dialog.getByRole('figure', { name: 'Code in python' }).textContent).toContain('"content": "Rivers?"');
});

test('a share link takes the settings and the conversation to another page, and sends nothing', async () => {
  const { user, unmount } = await play(readRecording(completed));
  await screen.findByRole('button', { name: /^Details of this run/ });
  await user.click(screen.getByRole('tab', { name: 'Settings' }));
  await user.type(screen.getByRole('textbox', { name: 'System message' }), 'Be brief.');
  await user.click(screen.getByRole('button', { name: 'Share' }));
  const link = await screen.findByRole('textbox', { name: 'Link' });
  await user.click(screen.getByRole('checkbox', { name: 'With the conversation' }));
  await waitFor(() => expect((link as HTMLInputElement).value.length).toBeGreaterThan(200));
  const { hash } = new URL((link as HTMLInputElement).value);
  unmount();

  visit(`/playground${hash}`);
  const other = renderInConsole(<PlaygroundScreen />, answers);
  expect(await screen.findByText(/This came with a link, and nothing has been sent/)).toBeDefined();
  expect(screen.getByText('Rivers?')).toBeDefined();
  expect(window.location.hash).toBe('');
  expect(other.sent.some(({ name }) => name === 'Generate')).toBe(false);
  await other.user.click(screen.getByRole('button', { name: 'Dismiss' }));
  await other.user.click(screen.getByRole('tab', { name: 'Settings' }));
  expect(screen.getByRole('textbox', { name: 'System message' })).toHaveProperty('value', 'Be brief.');
});

test('a template and the reasoning effort are sent with the prompt', async () => {
  const { user, sent } = renderInConsole(<PlaygroundScreen />, answers);
  await user.click(screen.getByRole('tab', { name: 'Settings' }));
  await user.click(await screen.findByRole('combobox', { name: 'Template' }));
  await user.click(await screen.findByRole('option', { name: 'summary' }));
  await user.type(screen.getByRole('textbox', { name: 'text' }), 'Rivers flow.');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Reasoning effort' }), 'Low');
  await user.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() =>
    expect(sent.find(({ name }) => name === 'Generate')?.variables.input).toMatchObject({
      template: { name: 'summary', variables: { text: 'Rivers flow.' } },
      reasoning: { effort: 'LOW' },
    }),
  );
});

test('files are sent with the prompt', async () => {
  const { sent, container } = renderInConsole(<PlaygroundScreen />, answers);
  const input = container.querySelector('input[type=file]');
  if (!input) throw new Error('There is no input for files.');
  fireEvent.change(input, { target: { files: [new File(['x'], 'river.png', { type: 'image/png' })] } });
  await screen.findByRole('button', { name: 'Remove river.png' });
  send('What is it?');
  await screen.findByRole('img', { name: 'river.png' });
  expect(sent.find(({ name }) => name === 'Generate')?.variables.input).toMatchObject({
    messages: [{ parts: [{ type: 'TEXT' }, { type: 'IMAGE', data: 'eA==' }] }],
  });
});
