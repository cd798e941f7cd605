import type { createLogUpdate } from 'log-update';

/** Talk on stderr: lines that stay, and below them one line that is redrawn. Data never goes this way. */
export interface Terminal {
  readonly isInteractive: boolean;
  readonly colour: boolean;
  /** Prints lines that stay. */
  print(text: string): void;
  /** Redraws the live line; does nothing where nobody looks. */
  draw(text: string): void;
  /** Removes the live line. */
  clear(): void;
}

/** Colour by the usual rules: `NO_COLOR` off, `FORCE_COLOR` on, otherwise when stderr is a terminal. */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

export async function createTerminal(options: { live: boolean }): Promise<Terminal> {
  const stream = process.stderr;
  const isInteractive = stream.isTTY && process.env['TERM'] !== 'dumb';
  let update: LiveText | null = null;
  if (options.live && isInteractive) {
    const logUpdate = await import('log-update');
    update = logUpdate.createLogUpdate(stream, { showCursor: true });
  }
  return {
    isInteractive,
    colour: wantsColour(process.env, isInteractive),
    print(text) {
      update?.clear();
      stream.write(`${text}\n`);
    },
    draw(text) {
      update?.(text);
    },
    clear() {
      update?.clear();
      update?.done();
    },
  };
}

type LiveText = ReturnType<typeof createLogUpdate>;
