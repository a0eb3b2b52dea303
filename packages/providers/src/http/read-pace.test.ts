import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { ReadPace } from './read-pace.ts';

class FakeController implements Dispatcher.DispatchController {
  paused = false;
  readonly aborted = false;
  readonly reason = null;
  readonly rawHeaders = null;
  readonly rawTrailers = null;

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  abort(): void {}
}

describe('ReadPace', () => {
  it('pauses for a turn of the event loop after 64 kB, for a reader of any speed', async () => {
    const controller = new FakeController();
    const pace = new ReadPace();
    pace.note(controller, 60_000, true);
    expect(controller.paused).toBe(false);
    pace.note(controller, 6_000, true);
    pace.readOn();
    expect(controller.paused).toBe(true);
    await nextTurn();
    expect(controller.paused).toBe(false);
  });

  it('pauses at 256 kB of unread data, until the reader has taken them', async () => {
    const controller = new FakeController();
    const pace = new ReadPace();
    pace.note(controller, 262_145, false);
    await nextTurn();
    expect(controller.paused).toBe(true);
    pace.readOn();
    expect(controller.paused).toBe(false);
  });

  it('never continues reading after its end', async () => {
    const controller = new FakeController();
    const pace = new ReadPace();
    pace.note(controller, 262_145, false);
    pace.end();
    pace.readOn();
    await nextTurn();
    expect(controller.paused).toBe(true);
  });
});
