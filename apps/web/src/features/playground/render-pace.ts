/** Schedules a render, and returns at once. */
export type RenderPace = (render: () => void) => void;

type PaceOptions = {
  /** Milliseconds of a clock that never jumps. */
  now?: () => number;
  wait?: (callback: () => void, delayMs: number) => void;
  /** Calls back when the effects of a render have run. */
  afterRender?: (callback: () => void) => void;
};

/** 12.5 renders a second. Milliseconds. */
const leastMs = 80;
const mostMs = 600;
/** The wait after a render is its own duration times this. */
const share = 12;

/**
 * Runs renders 80 ms apart, and further apart after a slow render. So streaming text uses less than a tenth of a core,
 * for any length of text and number of answers.
 */
export function createRenderPace(options: PaceOptions = {}): RenderPace {
  const { now = () => performance.now(), wait = setTimeout, afterRender = queueMicrotask } = options;
  let earliestMs = 0;
  return (render) => {
    const delayMs = Math.max(0, earliestMs - now());
    wait(() => {
      const startedMs = now();
      render();
      // React renders in a microtask.
      afterRender(() => {
        const tookMs = now() - startedMs;
        earliestMs = startedMs + Math.min(Math.max(leastMs, tookMs * share), mostMs);
      });
    }, delayMs);
  };
}
