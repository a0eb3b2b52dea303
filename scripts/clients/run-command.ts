import { spawn } from 'node:child_process';

/** Characters kept of each output. The end is kept, because it holds the error. */
const outputKept = 1_000_000;

export type CommandResult = {
  stdout: string;
  stderr: string;
  /** Null on success. Otherwise one line: the exceeded limit, or the status and the last line of output. */
  problem: string | null;
};

export type CommandOptions = {
  folder: string;
  environment?: Readonly<Record<string, string>>;
  /** Milliseconds. After it, the command and all its children are killed. */
  limitMs: number;
  signal: AbortSignal;
};

const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) killGroup(pid);
});

/** Runs a program without input, in its own process group. Never rejects. */
export function runCommand(program: string, words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { folder, environment = {}, limitMs, signal } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  return new Promise((resolve) => {
    const said = { stdout: '', stderr: '' };
    const child = spawn(program, words, {
      cwd: folder,
      // Some programs read their folder from the shell's variable.
      env: { ...inheritedEnvironment(), PWD: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] = (said[name] + text).slice(-outputKept);
      });
    }
    const end = (problem: string | null): void => {
      limit.removeEventListener('abort', stop);
      if (pid !== undefined) {
        killGroup(pid);
        running.delete(pid);
      }
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ...said, problem });
    };
    const stop = (): void => {
      const reason = signal.aborted ? 'stopped by the limit of the whole run' : `not done after ${limitMs / 1000} s`;
      end(`${reason}: ${lastLine(said.stderr) || lastLine(said.stdout) || 'it wrote nothing'}`);
    };
    limit.addEventListener('abort', stop, { once: true });
    if (limit.aborted) stop();
    child.once('error', (error) => end(error.message));
    // Not `close`: a grandchild that still runs would hold the pipes open.
    child.once('exit', (code) =>
      setTimeout(() => {
        end(code === 0 ? null : `ended with ${code}: ${lastLine(said.stderr) || lastLine(said.stdout)}`);
      }, 50),
    );
  });
}

/**
 * The environment without providers' keys and addresses, so that a client can only call Penstock's models. Its calls to
 * this machine use no proxy.
 */
function inheritedEnvironment(): Record<string, string | undefined> {
  const ofProviders = /^(OPENAI|ANTHROPIC|CLAUDE|CODEX|AZURE|LITELLM|LANGCHAIN|LANGSMITH)/;
  const kept = Object.entries(process.env).filter(([name]) => !ofProviders.test(name));
  const direct = [process.env.NO_PROXY ?? process.env.no_proxy ?? '', 'localhost', '127.0.0.1'];
  const noProxy = direct.filter((host) => host !== '').join(',');
  return { ...Object.fromEntries(kept), NO_PROXY: noProxy, no_proxy: noProxy };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All processes of the group have ended.
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
}
