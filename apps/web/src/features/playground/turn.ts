import type { Route } from './route.ts';
import type { RunState } from './run-state.ts';

/** A file that goes with a prompt. */
export type Attachment = {
  name: string;
  /** As `image/png`. */
  mediaType: string;
  /** Its bytes in base64. */
  data: string;
};

/** One route's answer to a prompt. */
export type Lane = { route: Route; run: RunState };

/** A prompt, and its answers side by side. */
export type Turn = {
  id: string;
  prompt: string;
  files: readonly Attachment[];
  lanes: readonly Lane[];
  /** The settings' format at that time. */
  format: 'TEXT' | 'JSON' | 'JSON_SCHEMA';
};

/** The most routes that answer one prompt. */
export const mostLanes = 6;

/** The most bytes of the files of one prompt, as base64. */
export const mostFileCharacters = 8_000_000;

/** The answer that a lane continues: its own, or the first one where it has none. */
export function answerOf({ lanes }: Pick<Turn, 'lanes'>, laneIndex: number): string {
  return lanes[laneIndex]?.run.text || (lanes.find(({ run }) => run.text !== '')?.run.text ?? '');
}
