/** What the simulator lists. It answers to every other name too, but for those that start with `missing-`. */
export const sandboxModels: readonly string[] = [
  'sandbox-small',
  'sandbox-mini',
  'sandbox-large',
  'sandbox-reasoning',
  'sandbox-embedding',
];
