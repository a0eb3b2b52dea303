import type { Route } from './route.ts';
import type { RunState } from './run-state.ts';

/** A file that is sent with a prompt. */
export type Attachment = {
  name: string;
  /** As `image/png`. */
  mediaType: string;
  /** Its bytes in base64. */
  data: string;
};

/** The answer of one route to a prompt. */
export type Lane = { route: Route; run: RunState };

/** A prompt, and its answers side by side. */
export type Turn = {
  id: string;
  prompt: string;
  files: readonly Attachment[];
  lanes: readonly Lane[];
  /** The format in the settings at that time. */
  format: 'TEXT' | 'JSON' | 'JSON_SCHEMA';
};

/** Maximum number of routes that answer one prompt. */
export const mostLanes = 6;

/** Maximum size of all files of one prompt, as base64. Bytes. */
export const mostFileCharacters = 8_000_000;

/** The answer that a lane continues: its own, or the first lane's when it has none. */
export function answerOf({ lanes }: Pick<Turn, 'lanes'>, laneIndex: number): string {
  return lanes[laneIndex]?.run.text || (lanes.find(({ run }) => run.text !== '')?.run.text ?? '');
}
