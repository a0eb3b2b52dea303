import type { ServerResponse } from 'node:http';
import type { TokenLogprob } from '@penstock/providers';
import type { ServiceError } from '../errors/service-error.ts';
import type { Generation } from '../generation/generation.ts';
import type { EndedPart, GenerationEventBody } from '../generation/generation-event.ts';

/** A piece of a tool call. The first piece of a call may have no arguments. */
export type CallPiece = Omit<Extract<GenerationEventBody, { type: 'tool-call-delta' }>, 'type' | 'ended'>;

/** The log probabilities of the tokens in a piece; undefined if there are none. */
export type PieceLogprobs = readonly TokenLogprob[] | undefined;

/**
 * Writes the events of one streamed answer in one protocol. Each method returns the text to send; empty for none. On
 * the hot path: texts that are equal for every piece are made once.
 */
export interface AnswerWriter {
  /** The text before the first piece. */
  opening(): string;
  text(piece: string, logprobs?: PieceLogprobs): string;
  reasoning(piece: string): string;
  refusal(piece: string, logprobs?: PieceLogprobs): string;
  toolCall(piece: CallPiece): string;
  /** Called with parts that are complete, before the next piece. Absent: the protocol does not report them. */
  partsEnded?(parts: readonly EndedPart[]): string;
  /** Called when another model continues the answer. */
  serveBy(modelId: string): void;
  /** The end of a complete answer. */
  ending(generation: Generation): string;
  /** A failure after the headers, perhaps before the opening. The connection ends with it. */
  failing(error: ServiceError): string;
}

/** A streamed answer in one protocol. */
export type StreamForm = {
  /** `modelId`: the model that is called at that time. */
  open(generation: Generation, modelId: string): AnswerWriter;
  /** Sent after each period of silence. */
  ping: string;
  /** Default: server-sent events. */
  contentType?: string;
  /** Whether a slow client gets its deltas one by one too. Default false. */
  isUnmerged?: boolean;
  /** Whether a client that left may read on, so that its answer continues for the grace time. Default false. */
  mayComeBack?: boolean;
  /** Whether the opening must come before the first ping. Default: pings may come first. */
  opensOnSilence?: true;
};

/** A comment, which clients of server-sent events ignore. */
export const pingComment = ': ping\n\n';

/** Ends a stream with an error. Closes its connection, so that no client takes the answer for complete. */
export function breakOff(response: ServerResponse, text: string): void {
  const { socket } = response;
  response.end(text, () => socket?.end());
}
