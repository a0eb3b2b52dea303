import type { Reason } from './reason.ts';

/** The place of a model in a plan, and the reason. The strategy orders models of one place. */
export type Placement = {
  /** Smaller numbers come first. */
  place: number;
  /** The first of the candidate's reasons. Null if only the strategy decided. */
  reason: Reason<PlacementCode> | null;
};

/** The place after all models that the request or the policy puts first. */
export const byStrategyAlone: Placement = Object.freeze({ place: 1_000_000, reason: null });

const words = {
  named: () => 'named by the request',
  fallback: ({ number }) => `fallback ${number} of the request`,
  preferred: () => 'preferred by the request',
  chain: ({ number, chain }) => `number ${number} of the chain ${chain}`,
  task: ({ task }) => `preferred by the policy for ${task}`,
  'fallback-chain': ({ number }) => `number ${number} of the policy's fallback chain`,
  'preferred-provider': () => 'of the provider that the request prefers',
  local: () => 'local, as the policy prefers',
  'default-provider': () => "of the policy's default provider",
} as const satisfies Record<string, (figures: Reason['figures']) => string>;

export type PlacementCode = keyof typeof words;

export function isPlacementReason(reason: Reason): reason is Reason<PlacementCode> {
  return Object.hasOwn(words, reason.code);
}

/** `number 2 of the chain HIGH_QUALITY`. */
export function describePlacement({ code, figures }: Reason<PlacementCode>): string {
  return words[code](figures);
}
