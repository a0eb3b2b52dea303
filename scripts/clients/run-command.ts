import { spawn } from 'node:child_process';

/** Characters kept of each output; the end is kept, since it holds the error. */
const outputKept = 1_000_000;

export type CommandResult = {
  stdout: string;
  stderr: string;
  /** Null: it ended well. Otherwise one line: the limit that it broke, or its status and the last line it wrote. */
  problem: string | null;
};

export type CommandOptions = {
  folder: string;
  environment?: Readonly<Record<string, string>>;
  /** Milliseconds. Then the command and all its children are killed. */
  limitMs: number;
  signal: AbortSignal;
};

const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) killGroup(pid);
});

/** Runs a program without input, in a process group of its own. Never rejects. */
export function runCommand(program: string, words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { folder, environment = {}, limitMs, signal } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  return new Promise((resolve) => {
    const said = { stdout: '', stderr: '' };
    const child = spawn(program, words, {
      cwd: folder,
      // Some programs ask the shell's variable where they are.
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
    // Not `close`: a grandchild that lives on would hold the pipes open.
    child.once('exit', (code) =>
      setTimeout(() => {
        end(code === 0 ? null : `ended with ${code}: ${lastLine(said.stderr) || lastLine(said.stdout)}`);
      }, 50),
    );
  });
}

/**
 * The environment without providers' keys and addresses, so that a client can call no model but Penstock's. Its calls
 * to this machine go through no proxy.
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
    // All of them have ended.
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
}
