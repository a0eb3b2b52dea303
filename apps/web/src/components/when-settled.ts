/** The page counts as settled when no resource has loaded for this time. Milliseconds. */
const quietMs = 800;
/** The page counts as settled after this time at the latest. Milliseconds. */
const latestMs = 5_000;

let settled: Promise<void> | undefined;

/** Loads a part that the page can be read without, after the page and its first data. `load` is an `import()`. */
export async function whenSettled<Module>(load: () => Promise<Module>): Promise<Module> {
  settled ??= settle();
  await settled;
  return load();
}

function settle(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let quiet = setTimeout(resolve, quietMs);
  const observer = new PerformanceObserver(() => {
    clearTimeout(quiet);
    quiet = setTimeout(resolve, quietMs);
  });
  observer.observe({ type: 'resource' });
  setTimeout(resolve, latestMs);
  return promise.finally(() => observer.disconnect());
}
