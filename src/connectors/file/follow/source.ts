import { dirname, resolve } from 'node:path';
import type { OpenFile, Source, SourceBatch, SourceContext } from '../../../runtime/api.ts';
import { Batch, EnvironmentError } from '../../../runtime/api.ts';
import type { PathPattern } from '../glob/path-pattern.ts';
import { openFileOf } from '../open-file.ts';
import type { FileSettings } from '../settings.ts';
import type { FollowEnvironment } from './environment.ts';
import { systemEnvironment } from './environment.ts';
import { FollowedFiles } from './followed-files.ts';
import type { FoundFile } from './found-files.ts';
import { findFiles } from './found-files.ts';
import { OpenTails } from './open-tails.ts';
import { asFollowPosition } from './position.ts';
import { ReadyTails } from './ready-tails.ts';
import { WatchedFolders } from './watched-folders.ts';

/** However often the system tells of changes, the files are looked at no sooner than this after the last look. */
const MIN_POLL_GAP_MS = 50;

/**
 * Follows the files that match, for ever: what is appended, what appears, and what rotation does to them. Rejects with
 * EnvironmentError when the pattern leads to something that cannot be followed.
 */
export async function createFollowSource(
  pattern: PathPattern,
  config: FileSettings,
  context: SourceContext,
  environment: FollowEnvironment = systemEnvironment,
): Promise<Source> {
  const find = (): Promise<readonly FoundFile[]> =>
    findFiles(pattern, { baseDir: context.baseDir, followLinks: config.follow_links });
  // What is wrong with the path ends the start, not the run.
  await find();
  const follower = new Follower(find, config, context, environment);
  return {
    keepsPosition: true,
    files: async (): Promise<readonly OpenFile[]> =>
      (await find()).flatMap(({ path, stats }) => openFileOf(path, stats) ?? []),
    read: (stop) => follower.read(stop),
    close: () => follower.close(),
  };
}

class Follower {
  readonly #find: () => Promise<readonly FoundFile[]>;
  readonly #config: FileSettings;
  readonly #context: SourceContext;
  readonly #environment: FollowEnvironment;
  readonly #files: FollowedFiles;
  readonly #open: OpenTails;
  readonly #ready = new ReadyTails();
  readonly #watched: WatchedFolders;
  #lastPollMs = -Infinity;
  #nextPollMs = -Infinity;
  /** Something has happened that may end a file, or let another one begin. */
  #isUnsettled = true;
  /** The position has become smaller, and nobody has been told. */
  #hasForgotten = false;
  #isClosed = false;

  constructor(
    find: () => Promise<readonly FoundFile[]>,
    config: FileSettings,
    context: SourceContext,
    environment: FollowEnvironment,
  ) {
    this.#find = find;
    this.#config = config;
    this.#context = context;
    this.#environment = environment;
    const position = asFollowPosition(context.position);
    this.#files = new FollowedFiles({ context, rotateWaitMs: config.rotate_wait }, position);
    this.#open = new OpenTails(config.max_open_files, context, this.#ready, () => this.#unsettle());
    this.#watched = new WatchedFolders(environment, () => this.#pollSoon());
  }

  async *read(stop: AbortSignal): AsyncGenerator<SourceBatch> {
    const wake = (): void => this.#ready.wake();
    const isOver = (): boolean => stop.aborted || this.#isClosed;
    stop.addEventListener('abort', wake);
    try {
      while (!isOver()) {
        if (this.#environment.nowMs() >= this.#nextPollMs) await this.#poll();
        if (this.#isUnsettled) await this.#settle();
        const batch = await this.#take();
        // Stopped meanwhile: nobody has been given this batch, so the next run reads it again.
        if (isOver()) return;
        if (batch !== null) yield batch;
        else if (this.#hasForgotten) yield this.#positionAlone();
        else if (this.#ready.isEmpty) await this.#rest();
      }
    } finally {
      stop.removeEventListener('abort', wake);
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ready.wake();
    this.#watched.close();
    await Promise.all(this.#files.all.map((file) => this.#open.close(file)));
  }

  /** Looks at the files. What fails now may go well the next time: a network drive comes back. */
  async #poll(): Promise<void> {
    const { baseDir } = this.#context;
    const { path, poll_interval: intervalMs } = this.#config;
    try {
      const found = await this.#find();
      await this.#files.look(found, this.#environment.nowMs());
      const folders = found.map((each) => dirname(resolve(baseDir, each.path)));
      this.#watched.set(new Set(folders.length > 0 ? folders : [dirname(resolve(baseDir, path))]));
      this.#context.waiting(found.length > 0 ? null : `for a file at \`${path}\``);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      this.#open.complain(error.message);
    }
    this.#lastPollMs = this.#environment.nowMs();
    this.#nextPollMs = this.#lastPollMs + intervalMs;
    this.#isUnsettled = true;
  }

  #pollSoon(): void {
    this.#nextPollMs = Math.min(this.#nextPollMs, this.#lastPollMs + MIN_POLL_GAP_MS);
    this.#ready.wake();
  }

  #unsettle(): void {
    this.#isUnsettled = true;
    this.#ready.wake();
  }

  /** Closes what has ended or begins anew, and opens what has something to read. */
  async #settle(): Promise<void> {
    this.#isUnsettled = false;
    for (const file of this.#files.all) {
      const { tail } = file;
      if (tail !== null && tail.isReplaced && tail.isDrained) {
        const { size } = await tail.handle.stat();
        await this.#open.close(file);
        this.#files.restart(file, size);
      }
      if (file.predecessor?.isDrained === true) file.predecessor = null;
      if (!file.isEnding) continue;
      if (tail !== null) tail.goOn();
      else if (!file.mayHoldBack) {
        this.#files.forget(file);
        this.#hasForgotten = true;
      }
    }
    await this.#open.openWaiting(this.#files.all);
  }

  /** The batch that has waited longest; null when none is there. */
  async #take(): Promise<SourceBatch | null> {
    for (let next = this.#ready.take(); next !== null; next = this.#ready.take()) {
      const { file, tail, result } = next;
      // Closed meanwhile: what it had read will be read again.
      if (file.tail !== tail) continue;
      if (result.kind === 'failed') throw result.error;
      if (result.kind === 'end') {
        await this.#open.close(file);
        // It may have come back under a name that matches while it was ending.
        if (file.isEnding) this.#files.forget(file);
        this.#hasForgotten = true;
        this.#unsettle();
        continue;
      }
      const { out, err, resume } = result.batch;
      file.resume = resume;
      this.#ready.ask(file, tail);
      if (this.#open.hasWaiting) this.#isUnsettled = true;
      return { out, err, position: this.#files.position };
    }
    return null;
  }

  #positionAlone(): SourceBatch {
    this.#hasForgotten = false;
    return { out: new Batch({ uri: '' }, 0n), err: null, position: this.#files.position };
  }

  /** Waits for a batch or the next look. */
  async #rest(): Promise<void> {
    if (!this.#ready.isAwake && this.#open.isDrained) this.#environment.rested();
    const waitMs = Math.max(0, this.#nextPollMs - this.#environment.nowMs());
    const end = this.#environment.after(waitMs, () => this.#ready.wake());
    await this.#ready.wait();
    end();
  }
}
