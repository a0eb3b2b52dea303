import { expect, test } from 'vitest';
import { errorCodes } from '../../apps/api/src/errors/error-codes.ts';
import { codeDescriptions } from '../../apps/web/src/graphql/error-codes.ts';
import * as providers from '../../packages/providers/src/index.ts';

const publicCodes = Object.values(errorCodes).map(({ graphql }) => graphql);
const kinds = providers.providerErrorKinds.map((kind) => kind.toUpperCase().replaceAll('-', '_'));

test.each([...new Set([...publicCodes, ...kinds])])('the console has a title for %s', (code) => {
  expect(codeDescriptions[code]?.title).toMatch(/^[A-Z]/);
});

test.each(providers.providerErrorKinds)('third-party adapters can throw and recognise %s', (kind) => {
  const { name } = providers.createProviderError(kind, { providerId: 'acme', message: 'It failed.' });
  expect(Object.keys(providers)).toEqual(expect.arrayContaining([name, `is${name}`]));
});
