/**
 * The kinds of failure (STYLE: a mistake in the user's text is a Diagnostic, never one of these).
 */

/** The environment is wrong: no credentials, no such file, no such bucket. The command exits with 3. */
export class EnvironmentError extends Error {
  /** What to do about it, in one line. */
  readonly help: string | undefined;
  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EnvironmentError';
    this.help = options.help;
  }
}

/** A running flow failed and stops: an object that cannot be written. The command exits with 1. */
export class FlowFailure extends Error {
  readonly help: string | undefined;
  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FlowFailure';
    this.help = options.help;
  }
}

/** A connector has asked for the end at once: nobody's mistake. The command exits with `code`. */
export class ForcedExit extends Error {
  readonly code: number;
  constructor(connector: string, code: number) {
    super(`\`${connector}\` has ended the flow at once: what was not complete is left as it is`);
    this.name = 'ForcedExit';
    this.code = code;
  }
}

/** Bytes that are not what the codec says, or a value that the codec has no text for. Becomes an event on `err`. */
export class CodecError extends Error {
  /** Byte offset of the mistake inside the frame, or -1. */
  readonly offset: number;
  constructor(message: string, offset = -1) {
    super(message);
    this.name = 'CodecError';
    this.offset = offset;
  }
}

/** A broken assumption of ours. */
export function bug(message: string): never {
  throw new Error(`this is a bug in flowrun: ${message}`);
}

/** Ends a `switch` over a union: the compiler complains when a case is missing. */
export function assertNever(value: never): never {
  return bug(`unexpected ${JSON.stringify(value)}`);
}

/** Has the stack been used up? By text that is nested deeper than we foresaw: a mistake of its author, not of ours. */
export function isStackOverflow(problem: unknown): boolean {
  return problem instanceof RangeError && problem.message.includes('call stack');
}
