import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventTypeNames } from '../../apps/api/src/graphql/generation/events.ts';

const page = readFileSync(new URL('../../docs/streaming.md', import.meta.url), 'utf8');

test.each(Object.values(eventTypeNames))('docs/streaming.md describes the event %s', (name) => {
  expect(page).toMatch(new RegExp(`^\\|[^|]*\`${name}\`.*\\|`, 'm'));
});
