import { spawn } from 'node:child_process';
import { inject } from 'vitest';

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** Standard input, which then ends; null leaves it open for `write`. */
  readonly input?: string | Uint8Array | null;
  readonly env?: Readonly<Record<string, string>>;
}

/** A started `flowrun`. */
export interface StartedCommand {
  readonly ended: Promise<CommandResult>;
  /** Resolves when stderr or stdout holds `text`; rejects when the command ends before. */
  saw(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Writes to standard input. */
  write(text: string): void;
}

/** Runs `flowrun` with these arguments, with no AWS settings of the machine in sight. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return startCommand(args, options).ended;
}

export function startCommand(args: readonly string[], options: CommandOptions): StartedCommand {
  const child = spawn(process.execPath, [inject('command'), ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: options.cwd, ...options.env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const onText = (): void => watchers.forEach((watcher) => watcher());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onText();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onText();
  });
  child.stdin.on('error', () => undefined);
  if (options.input !== null) child.stdin.end(options.input ?? '');
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    write: (text) => void child.stdin.write(text),
    saw: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!stdout.includes(text) && !stderr.includes(text)) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        void ended.then(() => reject(new Error(`ended without \`${text}\`:\n${stdout}\n${stderr}`)));
        check();
      }),
  };
}
