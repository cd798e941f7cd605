import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors.ts';
import { BucketState } from './bucket-state.ts';
import type { OpenUpload } from './bucket-state.ts';
import { editedByHand, sameStamp } from './by-hand.ts';
import { Journal } from './journal.ts';
import { KeyLock } from './key-lock.ts';
import { Placement } from './placement.ts';
import { reconcile } from './reconcile.ts';
import { FORMAT } from './records.ts';
import type { JournalRecord, Stamp, StoredObject, StoredPart } from './records.ts';
import { StagedFile } from './staged-file.ts';
import { UploadIds } from './upload-ids.ts';

export interface BucketFolders {
  /** `<dir>/<bucket>`: the objects, for everybody to look at. */
  readonly objects: string;
  /** `<dir>/.local-s3/<bucket>`: the journal, and the bytes that are not in their readable place. */
  readonly hidden: string;
}

/** One bucket: what is in it (`state`), the only way to change that (`commit`), and the bytes. */
export class Bucket {
  readonly name: string;
  readonly fsync: boolean;
  readonly #folders: BucketFolders;
  readonly #dataFolder: string;
  readonly #state: BucketState;
  readonly #placement: Placement;
  readonly #lock = new KeyLock();
  readonly #uploadIds = new UploadIds();
  #journal!: Journal;
  #isNew = false;
  #isDeleted = false;
  /** Files that nobody needs any more, being removed one after another. */
  #disposals: Promise<void> = Promise.resolve();

  private constructor(name: string, folders: BucketFolders, fsync: boolean) {
    this.name = name;
    this.fsync = fsync;
    this.#folders = folders;
    this.#dataFolder = join(folders.hidden, 'data');
    mkdirSync(this.#dataFolder, { recursive: true });
    this.#state = new BucketState(Math.floor(statSync(folders.objects).birthtimeMs));
    this.#placement = new Placement(folders.objects, this.#dataFolder);
  }

  /** Opens the bucket whose folder `folders.objects` is; everything else is made when it is not there. */
  static async open(name: string, folders: BucketFolders, fsync: boolean): Promise<Bucket> {
    const bucket = new Bucket(name, folders, fsync);
    bucket.#journal = await Journal.open({
      path: join(folders.hidden, 'journal'),
      dataFolder: bucket.#dataFolder,
      fsync,
      replay: (records) => bucket.#replay(records),
      apply: (record) => bucket.#apply(record),
      liveRecords: () => bucket.#state.liveRecords(),
      snapshot: () => bucket.#state.snapshot(),
    });
    if (bucket.#isNew) {
      await bucket.commit({ kind: 'bucket', format: FORMAT, createdMs: bucket.createdMs });
    }
    return bucket;
  }

  get createdMs(): number {
    return this.#state.createdMs;
  }

  /** To look at; it changes by `commit`. */
  get state(): Pick<BucketState, 'objects' | 'keys' | 'uploads' | 'completed'> {
    return this.#state;
  }

  /** One task at a time for each name, in the order of asking. */
  exclusive<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    return this.#lock.run(name, task);
  }

  /** Resolves when the record is durable and in effect. */
  async commit(record: JournalRecord): Promise<void> {
    if (this.#isDeleted) throw new S3Error('NoSuchBucket', undefined, { BucketName: this.name });
    await this.#journal.append(record);
  }

  /**
   * Makes `object` the current one of its key, once that is durable, and gives it back. With `uploadId`, it is what that
   * upload becomes.
   */
  async put(object: StoredObject, uploadId?: string): Promise<StoredObject> {
    await this.commit({ kind: 'put', object, ...(uploadId !== undefined && { uploadId }) });
    return object;
  }

  /** Changes what is said about an object that `current` has given; its bytes and its age stay. */
  async describe(object: StoredObject): Promise<void> {
    await this.commit({ kind: 'put', object });
  }

  stage(): StagedFile {
    return new StagedFile(this.#dataFolder);
  }

  newUploadId(nowMs: number): string {
    return this.#uploadIds.next(nowMs);
  }

  /** The object as it is on disk now: a file that was edited or removed by hand is noticed here. */
  current(key: string): StoredObject | undefined {
    const object = this.#state.objects.get(key);
    return object && this.#verified(object, this.#placement.stamp(object));
  }

  /** Like `current`, and its bytes, which are the caller's to close. */
  open(key: string): { readonly object: StoredObject; readonly fd: number } | undefined {
    const object = this.#state.objects.get(key);
    const bytes = object && this.#placement.open(object);
    const verified = object && this.#verified(object, bytes);
    return verified && bytes && { object: verified, fd: bytes.fd };
  }

  pathOfPart(part: StoredPart): string {
    return join(this.#dataFolder, part.dataId);
  }

  /** Deletes the bucket if it is empty, and says whether it was. */
  async delete(): Promise<boolean> {
    while (!this.#journal.isIdle) await this.#journal.idle();
    // From here to the flag is one tick: nothing can be put in between.
    if (this.#state.objects.size > 0) return false;
    try {
      rmdirSync(this.#folders.objects);
    } catch {
      // Files that are not objects: not ours to remove.
      return false;
    }
    this.#isDeleted = true;
    await this.close();
    await rm(this.#folders.hidden, { recursive: true, force: true });
    return true;
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.#disposals;
  }

  #replay(records: readonly JournalRecord[]): void {
    this.#isNew = records.length === 0;
    const deleted = new Map<string, Stamp>();
    for (const record of records) {
      if (record.kind === 'bucket' && record.format > FORMAT) {
        throw new Error(`${this.#folders.hidden} was written by a newer flowrun (format ${record.format})`);
      }
      if (record.kind === 'delete') deleted.set(record.key, record.stamp);
      if (record.kind === 'put') deleted.delete(record.object.key);
      this.#state.apply(record);
    }
    reconcile({
      state: this.#state,
      placement: this.#placement,
      bucketFolder: this.#folders.objects,
      dataFolder: this.#dataFolder,
      deleted,
    });
  }

  /** Called by the journal: the record is durable. */
  #apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'put': {
        const { object, uploadId } = record;
        const previous = this.#state.objects.get(object.key);
        const parts = uploadId === undefined ? [] : partsOf(this.#state.uploads.get(uploadId));
        this.#state.apply(record);
        // `describe`: the bytes are where they are to be.
        if (previous?.dataId === object.dataId) return;
        this.#placement.place(object, previous);
        this.#dispose(parts);
        return;
      }
      case 'delete': {
        const object = this.#state.objects.get(record.key);
        this.#state.apply(record);
        if (object !== undefined) this.#placement.remove(object);
        return;
      }
      case 'part': {
        const upload = this.#state.uploads.get(record.uploadId);
        // Completed or aborted while the part was on its way; the record says nothing to the next start either.
        if (upload === undefined) throw new S3Error('NoSuchUpload', undefined, { UploadId: record.uploadId });
        const previous = upload.parts.get(record.part.number);
        this.#state.apply(record);
        if (previous !== undefined) this.#dispose([previous]);
        return;
      }
      case 'abort': {
        const parts = partsOf(this.#state.uploads.get(record.uploadId));
        this.#state.apply(record);
        this.#dispose(parts);
        return;
      }
      case 'bucket':
      case 'upload':
        this.#state.apply(record);
        return;
    }
  }

  #verified(object: StoredObject, stamp: Stamp | undefined): StoredObject | undefined {
    if (stamp === undefined) {
      this.#state.remove(object.key);
      return undefined;
    }
    if (sameStamp(object, stamp)) return object;
    const edited = editedByHand(object, { size: stamp.size, mtimeMs: stamp.mtimeMs });
    this.#state.put(edited);
    return edited;
  }

  /** Freeing gigabytes takes a while, and nobody has to wait for it; what is left over goes at the next start. */
  #dispose(parts: readonly StoredPart[]): void {
    this.#disposals = parts.reduce(
      (before, part) => before.then(() => rm(this.pathOfPart(part), { force: true })),
      this.#disposals,
    );
    this.#disposals = this.#disposals.catch(() => {});
  }
}

function partsOf(upload: OpenUpload | undefined): readonly StoredPart[] {
  return upload === undefined ? [] : [...upload.parts.values()];
}
