import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathOfKey } from './key-path.ts';
import type { Stamp, StoredObject } from './records.ts';

/** An object's bytes, open for reading: an overwrite or delete does not disturb them. */
export interface OpenBytes extends Stamp {
  readonly fd: number;
}

/** How the versions of a key changed, as far as they have bytes. */
export interface Turn {
  /** The current object before, and after. */
  readonly before: StoredObject | undefined;
  readonly after: StoredObject | undefined;
  /** The version that is no longer there. */
  readonly gone: StoredObject | undefined;
}

/**
 * Where the bytes of the objects of one bucket lie: those of current versions in the bucket's folder under their readable
 * path, or, where the file system cannot have that (`a` beside `a/b`, names over 255 bytes, `A` beside `a` on macOS), in
 * the data folder; those of older versions in the data folder.
 *
 * Everything here is synchronous: a lookup and its open, a record and its rename are one step that nothing comes
 * between. Each is a system call or three on a local disk.
 */
export class Placement {
  readonly #root: string;
  readonly #dataFolder: string;
  /** Data ids of the objects that are not in a readable place. */
  readonly #unplaced = new Set<string>();

  constructor(bucketFolder: string, dataFolder: string) {
    this.#root = realpathSync.native(bucketFolder);
    this.#dataFolder = dataFolder;
  }

  get unplaced(): ReadonlySet<string> {
    return this.#unplaced;
  }

  /** Moves and removes files, so that they are where they belong after a change of a key's versions. */
  turn({ before, after, gone }: Turn): void {
    const isReplaced = before !== undefined && before === gone;
    if (after !== undefined && after !== before) {
      const isFree = before === undefined || isReplaced || this.#shelve(before);
      // Where the older bytes cannot be moved out of the way, the newer ones wait for the next start.
      if (isFree) this.place(after, isReplaced ? before : undefined);
      else this.hold(after);
    } else if (after === undefined && before !== undefined && !isReplaced) {
      this.clear(before);
    }
    const isTakenOver = isReplaced && after !== undefined;
    if (gone !== undefined && !isTakenOver) this.remove(gone);
  }

  /** Moves the bytes of `object` from the data folder to their place, over those of `previous`. */
  place(object: StoredObject, previous: StoredObject | undefined): void {
    const path = pathOfKey(object.key);
    const isOwnPlace = previous !== undefined && !this.#unplaced.has(previous.dataId);
    if (path !== undefined && this.#move(object.dataId, path, isOwnPlace)) {
      this.#unplaced.delete(object.dataId);
    } else {
      this.hold(object);
    }
    if (previous !== undefined && !isOwnPlace) this.remove(previous);
  }

  /** Moves the bytes of `object` from their place to the data folder, where nothing else is to take the place. */
  clear(object: StoredObject): void {
    const path = this.#pathOf(object);
    if (this.#shelve(object)) this.#removeEmptyFolders(dirname(path));
  }

  /** Takes note that the bytes of `object` are in the data folder, and stay there. */
  hold(object: StoredObject): void {
    this.#unplaced.add(object.dataId);
  }

  /** Undefined when there are no such bytes any more. */
  open(object: StoredObject): OpenBytes | undefined {
    const path = this.#pathOf(object);
    try {
      const fd = openSync(path, 'r');
      const stat = fstatSync(fd);
      if (stat.isFile()) return { fd, size: stat.size, mtimeMs: stat.mtimeMs };
      closeSync(fd);
      return undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** What the file of `object` looks like now. */
  stamp(object: StoredObject): Stamp | undefined {
    const stat = statSync(this.#pathOf(object), { throwIfNoEntry: false });
    return stat?.isFile() === true ? { size: stat.size, mtimeMs: stat.mtimeMs } : undefined;
  }

  /** Removes the bytes of `object`, and the folders that are empty without them. */
  remove(object: StoredObject): void {
    const path = this.#pathOf(object);
    rmSync(path, { force: true });
    if (!this.#unplaced.delete(object.dataId)) this.#removeEmptyFolders(dirname(path));
  }

  /** Removes a file that lies where an object would, and is none. */
  removeFile(path: string): void {
    const file = join(this.#root, path);
    rmSync(file, { force: true });
    this.#removeEmptyFolders(dirname(file));
  }

  #pathOf({ key, dataId }: StoredObject): string {
    const path = this.#unplaced.has(dataId) ? undefined : pathOfKey(key);
    return path === undefined ? join(this.#dataFolder, dataId) : join(this.#root, path);
  }

  /** Moves the bytes of `object` from their place to the data folder; says whether the place is free now. */
  #shelve(object: StoredObject): boolean {
    if (this.#unplaced.has(object.dataId)) return true;
    try {
      renameSync(this.#pathOf(object), join(this.#dataFolder, object.dataId));
    } catch (error) {
      if (!isMissing(error)) return false;
      // A user has removed the file just now, which is noticed when somebody wants the version.
    }
    this.hold(object);
    return true;
  }

  #move(dataId: string, path: string, isOwnPlace: boolean): boolean {
    const target = join(this.#root, path);
    try {
      // `logs` may be a link that leads elsewhere, or `Logs` where the file system does not tell them apart.
      if (this.#realFolder(dirname(target)) !== dirname(target)) return false;
      if (!isOwnPlace && isTaken(target)) return false;
      renameSync(join(this.#dataFolder, dataId), target);
      return true;
    } catch {
      // A file where a folder is needed, a folder where a file is, a path too long: the bytes are well where they are.
      return false;
    }
  }

  #realFolder(folder: string): string {
    try {
      return realpathSync.native(folder);
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(folder, { recursive: true });
      return realpathSync.native(folder);
    }
  }

  /** Up to the bucket's own; the data folder stays, too. */
  #removeEmptyFolders(folder: string): void {
    if (folder === this.#dataFolder) return;
    try {
      for (let at = folder; relative(this.#root, at) !== ''; at = dirname(at)) rmdirSync(at);
    } catch {
      // Not empty: somebody still needs it.
    }
  }
}

/** Whether a file is there under another spelling. One that a user put there under just this name is ours to replace. */
function isTaken(target: string): boolean {
  if (lstatSync(target, { throwIfNoEntry: false }) === undefined) return false;
  return realpathSync.native(target) !== target;
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
