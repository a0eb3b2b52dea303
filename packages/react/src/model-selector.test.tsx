// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type ModelChoice, ModelSelector, searchModels } from './model-selector.tsx';
import { modelStatus } from './model-status.ts';
import { ModelStatusIndicator } from './model-status-indicator.tsx';

afterEach(cleanup);

const on = { active: true, configured: true };
const models: ModelChoice[] = [
  { id: 'cohere/command', displayName: 'Command', status: modelStatus({ ...on, configured: false }, undefined) },
  { id: 'openai/gpt', displayName: 'GPT', status: modelStatus(on, undefined), note: '$1 / $4', keywords: ['vision'] },
  { id: 'ollama/llama', displayName: 'Llama', status: modelStatus(on, undefined) },
];

function show(value: string | null = null) {
  const chosen: string[] = [];
  render(<ModelSelector models={models} value={value} onChange={(id) => chosen.push(id)} />);
  return { chosen, field: screen.getByRole<HTMLInputElement>('combobox', { name: 'Model' }) };
}

const names = () => screen.getAllByRole('option').map(({ textContent }) => textContent);

test('shows the chosen model, and opens with usable models first', () => {
  const { field } = show('openai/gpt');
  expect(field.value).toBe('GPT');
  fireEvent.click(field);
  expect(names()).toEqual(['GPT$1 / $4', 'Llama', 'Command']);
  expect(screen.getByRole('option', { selected: true }).textContent).toContain('GPT');
});

test('arrows and Enter choose, Escape closes without a choice', () => {
  const { field, chosen } = show();
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  const active = field.getAttribute('aria-activedescendant') ?? '';
  expect(document.getElementById(active)?.textContent).toBe('Llama');
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(screen.queryByRole('listbox')).toBeNull();
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(chosen).toEqual(['cohere/command']);
});

test('a search finds names and keywords, and a click chooses', () => {
  const { field, chosen } = show();
  fireEvent.change(field, { target: { value: 'vision' } });
  expect(names()).toEqual(['GPT$1 / $4']);
  fireEvent.mouseDown(screen.getByRole('option'));
  expect(chosen).toEqual(['openai/gpt']);
  fireEvent.change(field, { target: { value: 'nothing' } });
  expect(names()).toEqual(['No model matches.']);
  expect(searchModels(models, 'oll lla').map(({ id }) => id)).toEqual(['ollama/llama']);
});

test('the indicator shows the word, the reason, and that the connection is lost', () => {
  render(<ModelStatusIndicator status={modelStatus(on, undefined, true)} />);
  expect(screen.getByText('Ready (connection lost)')).toBeDefined();
  const failing = modelStatus(on, { status: 'UNKNOWN', breaker: 'CLOSED', successRate: 0 });
  render(<ModelStatusIndicator status={failing} reason="its last call failed" isCompact />);
  expect(screen.getByRole('img', { name: 'Failing: its last call failed' })).toBeDefined();
});
