import type { ServerResponse } from 'node:http';
import type { TokenLogprob } from '@penstock/providers';
import type { ServiceError } from '../errors/service-error.ts';
import type { Generation } from '../generation/generation.ts';
import type { EndedPart, GenerationEventBody } from '../generation/generation-event.ts';

/** A piece of a tool call. The first of a call may be without arguments. */
export type CallPiece = Omit<Extract<GenerationEventBody, { type: 'tool-call-delta' }>, 'type' | 'ended'>;

/** Of the tokens of a piece; undefined where there are none. */
export type PieceLogprobs = readonly TokenLogprob[] | undefined;

/**
 * Writes the events of one streamed answer in one protocol. Each method returns what goes on the wire; empty for nothing.
 * On the hot path: texts that do not change from piece to piece are made once.
 */
export interface AnswerWriter {
  /** What stands before the first piece. */
  opening(): string;
  text(piece: string, logprobs?: PieceLogprobs): string;
  reasoning(piece: string): string;
  refusal(piece: string, logprobs?: PieceLogprobs): string;
  toolCall(piece: CallPiece): string;
  /** Parts that became whole, before the next piece. Absent: the protocol does not say so. */
  partsEnded?(parts: readonly EndedPart[]): string;
  /** Another model goes on. */
  serveBy(modelId: string): void;
  /** The end of a whole answer. */
  ending(generation: Generation): string;
  /** A failure after the headers, also before the opening. The connection ends with it. */
  failing(error: ServiceError): string;
}

/** A streamed answer in one protocol. */
export type StreamForm = {
  /** `modelId`: of the model that is asked by then. */
  open(generation: Generation, modelId: string): AnswerWriter;
  /** Sent after each time of silence. */
  ping: string;
  /** Whether a slow client gets its deltas one by one all the same. Default false. */
  isUnmerged?: boolean;
  /** Whether a client that left may read on, so that its answer goes on for the grace time. Default false. */
  mayComeBack?: boolean;
  /** Whether the opening stands before the first ping. Default: pings may come first. */
  opensOnSilence?: true;
};

/** The comment that clients of server-sent events leave out. */
export const pingComment = ': ping\n\n';

/** Ends a stream with an error. Its connection closes, so that no client takes it for whole. */
export function breakOff(response: ServerResponse, text: string): void {
  const { socket } = response;
  response.end(text, () => socket?.end());
}
