import type { ServerResponse } from 'node:http';
import type { StreamWriter } from '../dialects/dialect.ts';
import type { InsteadOfAnswer } from '../faults/disturbance.ts';
import type { TimingWheel } from '../pace/timing-wheel.ts';
import type { SeenRequest } from '../request-log.ts';

/** Applies a fault in place of an answer. `writer` null: the client requested no stream. */
export function playInstead(
  instead: InsteadOfAnswer,
  response: ServerResponse,
  seen: SeenRequest,
  wheel: TimingWheel,
  writer: StreamWriter | null,
): void {
  switch (instead.type) {
    case 'refuse':
      throw instead.refusal;
    case 'foreign':
      seen.status = instead.status;
      seen.state = 'failed';
      response.writeHead(instead.status, { 'content-type': instead.contentType }).end(instead.body);
      return;
    case 'reset':
      seen.state = 'failed';
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
    case 'keep-alive':
      if (writer !== null) keepAlive(writer, instead.everyMs, response, seen, wheel);
  }
}

function keepAlive(
  writer: StreamWriter,
  everyMs: number,
  response: ServerResponse,
  seen: SeenRequest,
  wheel: TimingWheel,
): void {
  seen.status = 200;
  response.writeHead(200, { 'content-type': writer.contentType, ...writer.headers });
  response.write(writer.open() + writer.keepAlive());
  const task = {
    dueTick: -1,
    wake: (nowMs: number) => {
      response.write(writer.keepAlive());
      wheel.schedule(task, nowMs + everyMs);
    },
  };
  wheel.schedule(task, performance.now() + everyMs);
  response.on('close', () => wheel.cancel(task));
}
