import { expect, test } from 'vitest';
import { startRun } from './run-state.ts';
import { defaultSettings } from './settings.ts';
import { mostFragment, packShared, readShared } from './share-link.ts';
import type { Turn } from './turn.ts';

const turn: Turn = {
  id: '1',
  prompt: 'Rivers? 🏞️',
  files: [{ name: 'a.png', mediaType: 'image/png', data: 'AAAA' }],
  format: 'TEXT',
  lanes: [
    { route: { type: 'model', id: 'openai/gpt' }, run: { ...startRun(9), phase: 'completed', text: 'They flow.' } },
  ],
};
const settings = { ...defaultSettings, systemMessage: 'Be brief.', temperature: 0.2, reasoningEffort: 'LOW' as const };

test('a link contains the settings and the draft, and optionally the conversation', async () => {
  const alone = await packShared({ settings, draft: 'And lakes?', turns: [turn] }, { conversation: false });
  expect(await readShared(alone ?? '')).toEqual({ settings, draft: 'And lakes?', turns: [] });

  const whole = await packShared({ settings, draft: '', turns: [turn] }, { conversation: true });
  const shared = await readShared(whole ?? '');
  expect(shared?.turns).toMatchObject([
    { prompt: 'Rivers? 🏞️', files: [], lanes: [{ run: { text: 'They flow.', isShared: true, generationId: null } }] },
  ]);
});

test('a link has a maximum size, and a link that unpacks to too much is not read', async () => {
  const noise = Array.from({ length: 9_000 }, () => Math.random().toString(36).slice(2)).join('');
  expect(await packShared({ settings, draft: noise, turns: [] }, { conversation: false })).toBeNull();
  const bomb = await packShared({ settings, draft: 'x'.repeat(1_000_000), turns: [] }, { conversation: false });
  expect(bomb?.length).toBeLessThan(mostFragment);
  expect(await readShared(bomb ?? '')).toBeNull();
});

test.each(['', '#', '#share=', '#share=%%%', '#share=AAAA', '#key=psk_1', '#fn-1'])(
  '%j contains nothing',
  async (fragment) => {
    expect(await readShared(fragment)).toBeNull();
  },
);

test('invalid members of a link are dropped', async () => {
  // biome-ignore lint/suspicious/noExplicitAny: The link of a stranger has any form.
  const strange: any = { ...settings, routes: [{ type: 'evil' }], temperature: 'hot', format: 'HTML', extra: 1 };
  const fragment = await packShared({ settings: strange, draft: '', turns: [] }, { conversation: false });
  expect((await readShared(fragment ?? ''))?.settings).toEqual({ ...settings, temperature: null });
});
