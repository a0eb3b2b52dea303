import type { Templates } from '../templates/templates.ts';

/** For tests without templates: finds nothing, and saves nothing. */
export const noTemplates: Templates = {
  find: async () => ({ template: null, latest: null }),
  list: async () => [],
  findById: async () => null,
  listVersions: async () => [],
  readContents: async (versions) => versions.map(() => null),
  save: () => Promise.reject(new Error('This test saves no templates.')),
  remove: async () => false,
};
