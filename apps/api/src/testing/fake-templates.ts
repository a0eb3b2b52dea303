import type { Templates } from '../templates/templates.ts';

/** Stands where a test has no templates: nothing is found, nothing can be saved. */
export const noTemplates: Templates = {
  find: async () => ({ template: null, latest: null }),
  list: async () => [],
  findById: async () => null,
  listVersions: async () => [],
  readContents: async (versions) => versions.map(() => null),
  save: () => Promise.reject(new Error('This test saves no templates.')),
  remove: async () => false,
};
