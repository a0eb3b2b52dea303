/** Time between two checks of the parent process, milliseconds. */
const lookMs = 500;

/**
 * Ends this process as SIGTERM does when the shell in which npm started it has ended. A signal to npm ends only that
 * shell, which does not pass the signal on.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(looking);
    process.kill(process.pid, 'SIGTERM');
  }, lookMs).unref();
}
