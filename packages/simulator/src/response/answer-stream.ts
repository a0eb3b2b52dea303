import type { ServerResponse } from 'node:http';
import type { Answer, AnswerPart } from '../answer/answer.ts';
import { partTokens } from '../answer/compose-answer.ts';
import { tokenEnd } from '../answer/tokens.ts';
import type { StreamWriter } from '../dialects/dialect.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import type { Pace } from '../pace/pace.ts';
import type { Tap, TappedStream } from '../pace/tap.ts';
import type { TimedTask, TimingWheel } from '../pace/timing-wheel.ts';
import type { SeenRequest } from '../request-log.ts';

/** Maximum characters joined into one write when many tokens are due at once. */
const charactersPerWrite = 32_768;

export type StreamParts = {
  response: ServerResponse;
  writer: StreamWriter;
  answer: Answer;
  pace: Pace;
  disturbance: Disturbance;
  wheel: TimingWheel;
  /** Null if the answer has no tap. */
  tap: Tap | null;
  seen: SeenRequest;
};

/**
 * Writes one answer at its pace. Each token's time is relative to the start and not to the previous token, so a late
 * timer does not slow the answer. While the socket is full, nothing is written; afterwards all due tokens follow at
 * once.
 */
export class AnswerStream implements TimedTask, TappedStream {
  dueTick = -1;
  readonly #parts: StreamParts;
  readonly #total: number;
  readonly #intervalMs: number;
  readonly #interruptAt: number;
  #firstAtMs = 0;
  #sent = 0;
  #part = 0;
  #offset = 0;
  #isInterrupted = false;
  #awaitsTap = false;
  #isOver = false;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#total = parts.answer.parts.reduce((sum, part) => sum + partTokens(part), 0);
    this.#intervalMs = parts.pace.tokensPerSecond === 0 ? 0 : 1000 / parts.pace.tokensPerSecond;
    this.#interruptAt = Math.min(parts.disturbance.interruption?.afterTokens ?? Number.POSITIVE_INFINITY, this.#total);
    if (parts.disturbance.interruption === undefined) this.#interruptAt = -1;
  }

  /** Sends the headers and the frames before the first token. The first token follows when it is due. */
  start(): void {
    const { response, writer, pace, wheel, tap, seen } = this.#parts;
    seen.status = 200;
    tap?.add(this);
    response.writeHead(200, { 'content-type': writer.contentType, 'cache-control': 'no-cache', ...writer.headers });
    response.on('drain', () => this.wake(performance.now()));
    response.on('close', () => this.#stop());
    const nowMs = performance.now();
    this.#firstAtMs = nowMs + pace.firstTokenMs;
    if (pace.firstTokenMs === 0) {
      this.#advance(nowMs, writer.open());
      return;
    }
    const opening = writer.open();
    if (opening === '') response.flushHeaders();
    else this.#write(opening);
    wheel.schedule(this, this.#firstAtMs);
  }

  wake(nowMs: number): void {
    if (this.#isOver || nowMs < this.#firstAtMs) return;
    // A client that has closed its half has left: unwritten tokens are not billed.
    if (this.#parts.response.socket?.writable === true) this.#advance(nowMs, '');
  }

  letMore(): void {
    if (!this.#awaitsTap) return;
    this.#awaitsTap = false;
    this.wake(performance.now());
  }

  #advance(nowMs: number, opening: string): void {
    const byPace =
      this.#intervalMs === 0 ? this.#total : Math.floor((nowMs - this.#firstAtMs) / this.#intervalMs + 1e-6) + 1;
    const permitted = this.#parts.tap?.tokens ?? Number.POSITIVE_INFINITY;
    const due = Math.min(byPace, permitted);
    let frames = opening;
    for (;;) {
      if (this.#sent === this.#interruptAt && !this.#isInterrupted) {
        frames = this.#interrupt(frames);
        if (this.#isOver) return;
      }
      if (this.#sent >= this.#total || this.#sent >= due) break;
      frames += this.#nextToken();
      if (frames.length < charactersPerWrite) continue;
      // The socket is full. `drain` continues from here.
      if (!this.#write(frames)) return;
      frames = '';
    }
    if (this.#sent >= this.#total) this.#end(frames);
    else if (!this.#write(frames)) return;
    else if (this.#sent >= permitted) this.#awaitsTap = true;
    else this.#parts.wheel.schedule(this, this.#firstAtMs + this.#sent * this.#intervalMs);
  }

  #nextToken(): string {
    const { answer, writer, seen } = this.#parts;
    const part = answer.parts[this.#part];
    if (part === undefined) return '';
    const begins = this.#offset === 0 ? writer.beginPart(part) : '';
    const end = tokenEnd(part.text, this.#offset);
    const token = writer.token(part, part.text.slice(this.#offset, end));
    this.#offset = end;
    this.#sent++;
    seen.tokensSent = this.#sent;
    return begins + token + (end >= part.text.length ? this.#endPart(part) : '');
  }

  #endPart(part: AnswerPart): string {
    this.#part++;
    this.#offset = 0;
    return this.#parts.writer.endPart(part);
  }

  /** Returns the frames to write. An interruption that ends the response writes them itself. */
  #interrupt(frames: string): string {
    const { writer, disturbance, response, seen } = this.#parts;
    this.#isInterrupted = true;
    const act = disturbance.interruption?.act;
    switch (act?.type) {
      case undefined:
        return frames;
      case 'malformed':
        return frames + writer.malformed();
      case 'unknown':
        return frames + writer.unknown();
      case 'stall':
        this.#isOver = true;
        this.#write(frames);
        return '';
      case 'cut':
        this.#isOver = true;
        seen.state = 'failed';
        this.#write(frames);
        response.socket?.destroySoon();
        return '';
      case 'fail':
        this.#isOver = true;
        seen.state = 'failed';
        response.end(frames + writer.failure(act.refusal));
        return '';
      case 'filter':
        this.#isOver = true;
        response.end(frames + writer.finish('content-filter', null, this.#usageSent()) + writer.endMark());
        return '';
    }
  }

  #end(frames: string): void {
    const { writer, answer, disturbance, response, seen } = this.#parts;
    this.#isOver = true;
    const ending = disturbance.ending ?? 'whole';
    if (ending === 'nothing') {
      seen.state = 'failed';
      response.end(frames);
      return;
    }
    const finished = frames + writer.finish(answer.finish, answer.stopSequence, answer.usage);
    if (ending === 'no-end-mark-open') this.#write(finished);
    else response.end(ending === 'whole' ? finished + writer.endMark() : finished);
  }

  #usageSent(): Answer['usage'] {
    const { usage } = this.#parts.answer;
    const reasoningTokens = Math.min(usage.reasoningTokens, this.#sent);
    return { ...usage, reasoningTokens, outputTokens: this.#sent - reasoningTokens };
  }

  /** False if the socket is full. */
  #write(frames: string): boolean {
    return frames === '' || this.#parts.response.write(frames);
  }

  #stop(): void {
    this.#isOver = true;
    this.#parts.wheel.cancel(this);
    this.#parts.tap?.remove(this);
  }
}
