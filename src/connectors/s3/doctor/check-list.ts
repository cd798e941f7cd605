import type { ExaminationCheck } from '../../../runtime/api.ts';
import { EnvironmentError } from '../../../runtime/api.ts';
import { problemOf } from '../client/s3-problem.ts';

export interface CheckOptions {
  /** Does the flow need it? */
  readonly isNeeded: boolean;
  /** What must be allowed: `s3:PutObject on arn:…`. */
  readonly allow?: string;
}

/** Something that was expected to be so, and is not. */
export class Finding extends Error {
  readonly help: string | undefined;
  constructor(message: string, help?: string) {
    super(message);
    this.name = 'Finding';
    this.help = help;
  }
}

/** The checks of one subject, in the order in which they were made. */
export class CheckList {
  readonly checks: ExaminationCheck[] = [];
  readonly #subject: string;
  readonly #signal: AbortSignal;

  constructor(subject: string, signal: AbortSignal) {
    this.#subject = subject;
    this.#signal = signal;
  }

  /**
   * Does `action`, and notes whether it worked; its result is the detail. True when it did. Rejects only when the
   * examination is aborted.
   */
  async run(name: string, options: CheckOptions, action: () => Promise<string | void>): Promise<boolean> {
    const { isNeeded } = options;
    const about = { subject: this.#subject, name, isNeeded };
    this.#signal.throwIfAborted();
    try {
      const detail = await action();
      this.checks.push({ ...about, outcome: 'works', ...(detail !== undefined && { detail }) });
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      const { detail, help } = explain(error, options);
      this.checks.push({ ...about, outcome: 'fails', detail, ...(help !== undefined && { help }) });
      return false;
    }
  }

  skip(name: string, isNeeded: boolean, why: string): void {
    this.checks.push({ subject: this.#subject, name, outcome: 'skipped', isNeeded, detail: why });
  }
}

function explain(error: unknown, { allow }: CheckOptions): { detail: string; help: string | undefined } {
  if (error instanceof EnvironmentError || error instanceof Finding) {
    return { detail: error.message, help: error.help };
  }
  const { status, code, words } = problemOf(error);
  if (status === 403 && code !== 'SignatureDoesNotMatch' && allow !== undefined) {
    return { detail: words, help: `allow ${allow}` };
  }
  const isMissing = status === 501 || code === 'NotImplemented' || status === 405;
  return { detail: words, help: isMissing ? 'this server does not have it' : undefined };
}
