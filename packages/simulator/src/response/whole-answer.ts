import type { ServerResponse } from 'node:http';
import type { Disturbance } from '../faults/disturbance.ts';
import type { Pace } from '../pace/pace.ts';
import type { TimedTask, TimingWheel } from '../pace/timing-wheel.ts';
import type { SeenRequest } from '../request-log.ts';

export type WholeParts = {
  response: ServerResponse;
  /** The response in JSON. */
  body: string;
  /** Length of the answer in tokens. The response is sent when the last token is due. */
  tokens: number;
  pace: Pace;
  disturbance: Disturbance;
  wheel: TimingWheel;
  seen: SeenRequest;
};

/** Sends an unstreamed answer when its last token is due. */
export class WholeAnswer implements TimedTask {
  dueTick = -1;
  readonly #parts: WholeParts;

  constructor(parts: WholeParts) {
    this.#parts = parts;
  }

  start(): void {
    const { pace, tokens, wheel, response } = this.#parts;
    response.on('close', () => wheel.cancel(this));
    const { firstTokenMs, tokensPerSecond } = pace;
    const waitMs = firstTokenMs + (tokensPerSecond === 0 ? 0 : (Math.max(0, tokens - 1) * 1000) / tokensPerSecond);
    if (waitMs === 0) this.wake();
    else wheel.schedule(this, performance.now() + waitMs);
  }

  wake(): void {
    const { response, body, tokens, disturbance, seen } = this.#parts;
    seen.status = 200;
    const half = body.slice(0, Math.floor(body.length / 2));
    const act = disturbance.interruption?.act.type;
    response.setHeader('content-type', 'application/json');
    if (act === 'cut' || act === 'stall') {
      response.setHeader('content-length', Buffer.byteLength(body));
      response.write(half);
      if (act === 'stall') return;
      seen.state = 'failed';
      response.socket?.destroySoon();
      return;
    }
    seen.tokensSent = tokens;
    response.end(act === 'malformed' || disturbance.ending === 'nothing' ? half : body);
  }
}
