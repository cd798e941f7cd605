import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bucket } from './bucket.ts';
import type { BucketFolders } from './bucket.ts';
import { isBucketName } from './bucket-name.ts';
import { lockFolder, unlockFolder } from './folder-lock.ts';
import { KeyLock } from './key-lock.ts';
import { compareKeys } from './key-order.ts';
import { makeFolder, plainFolderError } from './make-folder.ts';
import { syncFolder } from './sync-folder.ts';

/** No bucket name begins with a dot. */
const HIDDEN = '.local-s3';

/** The folder that is served: every folder in it with a bucket's name is a bucket. */
export class Storage {
  readonly #dir: string;
  readonly #fsync: boolean;
  readonly #buckets = new Map<string, Bucket>();
  readonly #lock = new KeyLock();

  private constructor(dir: string, fsync: boolean) {
    this.#dir = dir;
    this.#fsync = fsync;
  }

  static async open(dir: string, fsync: boolean): Promise<Storage> {
    makeFolder(join(dir, HIDDEN));
    const storage = new Storage(dir, fsync);
    try {
      await lockFolder(storage.#lockFile);
    } catch (error) {
      throw plainFolderError(error, dir);
    }
    try {
      for (const entry of readdirSync(dir, { withFileTypes: true })) {
        if (entry.isDirectory() && isBucketName(entry.name)) await storage.#open(entry.name);
      }
    } catch (error) {
      await storage.close();
      throw error;
    }
    return storage;
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** By name. */
  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => compareKeys(left.name, right.name));
  }

  /** Makes the bucket if it is not there, and says whether it did. */
  createBucket(name: string): Promise<boolean> {
    return this.#lock.run(name, async () => {
      if (this.#buckets.has(name)) return false;
      const { objects, hidden } = this.#folders(name);
      // Left from a bucket whose folder somebody removed by hand.
      await rm(hidden, { recursive: true, force: true });
      await mkdir(objects, { recursive: true });
      if (this.#fsync) await syncFolder(this.#dir);
      await this.#open(name);
      return true;
    });
  }

  /** Deletes an empty bucket; says whether it was empty. */
  deleteBucket(bucket: Bucket): Promise<boolean> {
    return this.#lock.run(bucket.name, async () => {
      const isDeleted = await bucket.delete();
      if (isDeleted) this.#buckets.delete(bucket.name);
      return isDeleted;
    });
  }

  async close(): Promise<void> {
    for (const bucket of this.#buckets.values()) await bucket.close();
    await unlockFolder(this.#lockFile);
  }

  get #lockFile(): string {
    return join(this.#dir, HIDDEN, 'lock');
  }

  #folders(name: string): BucketFolders {
    return { objects: join(this.#dir, name), hidden: join(this.#dir, HIDDEN, name) };
  }

  async #open(name: string): Promise<void> {
    this.#buckets.set(name, await Bucket.open(name, this.#folders(name), this.#fsync));
  }
}
