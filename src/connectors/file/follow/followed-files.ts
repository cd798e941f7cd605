import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourceContext } from '../../../runtime/api.ts';
import type { FollowPosition, FollowedFile } from './position.ts';
import type { FoundFile } from './found-files.ts';
import { findSibling, keyOf } from './found-files.ts';
import { TrackedFile } from './tracked-file.ts';

export interface FollowOptions {
  readonly context: SourceContext;
  /** So long a file that was rotated away is still read, milliseconds. */
  readonly rotateWaitMs: number;
}

/**
 * Which files are followed, under which names, and what became of them: compares what is there with what was there at the
 * last look. Files are known by device and inode, and by their first bytes where a number may have gone to another file.
 */
export class FollowedFiles {
  readonly #options: FollowOptions;
  readonly #files = new Map<string, TrackedFile>();
  #isFirstLook = true;

  constructor(options: FollowOptions, saved: FollowPosition | null) {
    this.#options = options;
    for (const each of saved?.files ?? []) {
      const file = new TrackedFile(each);
      this.#files.set(file.key, file);
    }
  }

  get all(): readonly TrackedFile[] {
    return [...this.#files.values()];
  }

  get position(): FollowPosition {
    const files: FollowedFile[] = [];
    for (const file of this.#files.values()) if (!file.isSkipped) files.push(file.position);
    return { files };
  }

  /** Takes note of the files that match now. */
  async look(found: readonly FoundFile[], nowMs: number): Promise<void> {
    const byKey = new Map(found.map((each) => [keyOf(each.stats), each]));
    /** Who has just left a path: what is there now comes after it. */
    const formerly = new Map<string, TrackedFile>();
    for (const file of this.all) {
      const { path } = file;
      const now = byKey.get(file.key);
      if (now === undefined) await this.#lookForGone(file, found, nowMs);
      else await this.#lookAt(file, now);
      const isElsewhere = file.path !== path || file.goneSinceMs !== null;
      if (isElsewhere && this.#files.has(file.key)) formerly.set(path, file);
    }
    this.#isFirstLook = false;
    for (const { path, stats } of found) {
      if (this.#files.has(keyOf(stats))) continue;
      const file = TrackedFile.new(path, stats);
      file.seenBytes = stats.size;
      file.predecessor = formerly.get(path) ?? null;
      this.#files.set(file.key, file);
    }
  }

  /** Nothing more is read of it; it is closed. */
  forget(file: TrackedFile): void {
    this.#files.delete(file.key);
    for (const other of this.all) if (other.predecessor === file) other.predecessor = null;
  }

  /** The file has another content now: it is read from its beginning. It is closed. */
  restart(file: TrackedFile, size: number): void {
    const { logger, name } = this.#options.context;
    const missed = Math.max(file.seenBytes, file.readOffset) - file.resume.offset;
    const what = `${name}: \`${file.path}\` was cut or written anew and is read from its beginning`;
    if (missed > 0) {
      logger.warn(
        `${what}; at least ${missed} bytes behind byte ${file.resume.offset} are gone that were not read`,
      );
    } else logger.info(what);
    file.restart();
    file.seenBytes = size;
    file.seenMtimeMs = -1;
  }

  async #lookAt(file: TrackedFile, { path, stats }: FoundFile): Promise<void> {
    file.path = path;
    file.goneSinceMs = null;
    file.isEnding = false;
    await this.#noteSize(file, stats.size, stats.mtimeMs);
  }

  /** A path that matches leads to it no more. */
  async #lookForGone(file: TrackedFile, found: readonly FoundFile[], nowMs: number): Promise<void> {
    const { rotateWaitMs, context } = this.#options;
    if (file.isSkipped) return this.forget(file);
    const before = file.seenBytes;
    if (file.tail !== null) {
      const { size, mtimeMs } = await file.tail.handle.stat();
      await this.#noteSize(file, size, mtimeMs);
    } else {
      const sibling = await findSibling(file.path, file.key, context.baseDir);
      if (sibling === null || !(await this.#isSame(file, sibling))) return this.#lostOrCopied(file, found);
      file.path = sibling.path;
      await this.#noteSize(file, sibling.stats.size, sibling.stats.mtimeMs);
    }
    // Late writes begin the wait anew.
    if (file.goneSinceMs === null || file.seenBytes !== before) file.goneSinceMs = nowMs;
    if (file.isDrained && nowMs - file.goneSinceMs >= rotateWaitMs) file.isEnding = true;
  }

  /**
   * While flowrun was down a file may have been put back from a copy, or its device may have got another number: then it
   * is known by its path and its first bytes.
   */
  async #lostOrCopied(file: TrackedFile, found: readonly FoundFile[]): Promise<void> {
    const copy = found.find(({ path, stats }) => path === file.path && !this.#files.has(keyOf(stats)));
    const { offset } = file.resume;
    const isCopy = this.#isFirstLook && offset > 0 && copy !== undefined && copy.stats.size >= offset;
    if (!isCopy || !(await this.#isSame(file, copy))) return this.#lost(file);
    this.#files.delete(file.key);
    file.device = copy.stats.dev;
    file.inode = copy.stats.ino;
    this.#files.set(file.key, file);
    await this.#lookAt(file, copy);
  }

  async #noteSize(file: TrackedFile, size: number, mtimeMs: number): Promise<void> {
    if (file.isSkipped) return;
    if (size === file.seenBytes && mtimeMs === file.seenMtimeMs) {
      // It may have come to what was the end at the very moment when there was more.
      if (size > file.readOffset && file.tail?.isDrained === true) file.tail.goOn();
      return;
    }
    if (size < file.readOffset || !(await this.#isSame(file, null))) {
      // What an open file has read already still goes out first.
      if (file.tail === null) return this.restart(file, size);
      file.tail.isReplaced = true;
      return file.tail.goOn();
    }
    file.seenBytes = size;
    file.seenMtimeMs = mtimeMs;
    if (size > file.readOffset) file.tail?.goOn();
  }

  /** Does the file, or the one that was found for it, begin with what was read? One that cannot be opened is not judged. */
  async #isSame(file: TrackedFile, found: FoundFile | null): Promise<boolean> {
    if (file.tail !== null) return file.beginsAsRead(file.tail.handle);
    let handle: FileHandle | undefined;
    try {
      handle = await open(resolve(this.#options.context.baseDir, (found ?? file).path), 'r');
      return await file.beginsAsRead(handle);
    } catch {
      return true;
    } finally {
      await handle?.close();
    }
  }

  #lost(file: TrackedFile): void {
    const { logger, name } = this.#options.context;
    const { offset } = file.resume;
    const missed = file.seenBytes - offset;
    const what = `${name}: \`${file.path}\` is gone; it was read up to byte ${offset}`;
    if (missed > 0) logger.warn(`${what}, and at least ${missed} bytes more were in it`);
    else logger.info(what);
    this.forget(file);
  }
}
