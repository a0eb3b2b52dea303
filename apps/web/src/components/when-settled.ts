/** So long nothing has been loaded, and the page counts as settled. Milliseconds. */
const quietMs = 800;
/** It counts as settled by then at the latest. Milliseconds. */
const latestMs = 5_000;

let settled: Promise<void> | undefined;

/** Loads what a page can be read without: once the page and its first data are there. `load` is an `import()`. */
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
