/** Runs a piece of rendering later, soon. Returns at once. */
export type RenderPace = (render: () => void) => void;

type PaceOptions = {
  /** Milliseconds by a clock that never jumps. */
  now?: () => number;
  wait?: (callback: () => void, delayMs: number) => void;
  /** Calls back when the effects of a render have run. */
  afterRender?: (callback: () => void) => void;
};

/** Twelve and a half renders a second. */
const leastMs = 80;
const mostMs = 600;
/** Rendering takes at most one in so many milliseconds. */
const share = 12;

/**
 * Runs renders 80 ms apart. After a slow render it waits longer. So streaming text takes less than a tenth of a core,
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
