import { expect, test } from 'vitest';
import { errorCodes } from '../../apps/api/src/errors/error-codes.ts';
import { codeDescriptions } from '../../apps/web/src/graphql/error-codes.ts';
import { providerErrorKinds } from '../../packages/providers/src/contract/errors/create-provider-error.ts';

const publicCodes = Object.values(errorCodes).map(({ graphql }) => graphql);
const kinds = providerErrorKinds.map((kind) => kind.toUpperCase().replaceAll('-', '_'));

test.each([...new Set([...publicCodes, ...kinds])])('the console has a title for %s', (code) => {
  expect(codeDescriptions[code]?.title).toMatch(/^[A-Z]/);
});
