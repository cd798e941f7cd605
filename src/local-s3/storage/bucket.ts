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
import { FORMAT, formatOf, isObject, NULL_VERSION, versionIdOf } from './records.ts';
import type {
  DeleteMarker,
  JournalRecord,
  Stamp,
  StoredObject,
  StoredPart,
  StoredVersion,
  VersioningStatus,
} from './records.ts';
import { newDataId, StagedFile } from './staged-file.ts';
import { Tombstones } from './tombstones.ts';

export interface BucketFolders {
  /** `<dir>/<bucket>`: the objects, for everybody to look at. */
  readonly objects: string;
  /** `<dir>/.local-s3/<bucket>`: the journal, and the bytes that are not in their readable place. */
  readonly hidden: string;
}

type UploadRecord = Extract<JournalRecord, { kind: 'upload' | 'part' | 'abort' }>;
type VersionRecord = Extract<JournalRecord, { kind: 'put' | 'marker' | 'delete' }>;

/** One bucket: what is in it (`state`), the only ways to change that (`put`, `remove`, `commit`), and the bytes. */
export class Bucket {
  readonly name: string;
  readonly fsync: boolean;
  readonly #folders: BucketFolders;
  readonly #dataFolder: string;
  readonly #state: BucketState;
  readonly #placement: Placement;
  readonly #lock = new KeyLock();
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
      await bucket.#commit({ kind: 'bucket', format: formatOf(undefined), createdMs: bucket.createdMs });
    }
    return bucket;
  }

  get createdMs(): number {
    return this.#state.createdMs;
  }

  /** To look at; it changes by `commit`. */
  get state(): Pick<BucketState, 'objects' | 'keys' | 'versions' | 'versioning' | 'uploads' | 'completed'> {
    return this.#state;
  }

  /** One task at a time for each name, in the order of asking. */
  exclusive<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    return this.#lock.run(name, task);
  }

  /** Resolves when the record is durable and in effect. */
  async commit(record: UploadRecord): Promise<void> {
    await this.#commit(record);
  }

  /**
   * Makes `object` the current version of its key, once that is durable, and gives it back with the id that it has got.
   * The caller has the key for itself (`exclusive`). With `uploadId`, the object is what that upload becomes.
   */
  async put(object: Omit<StoredObject, 'versionId'>, uploadId?: string): Promise<StoredObject> {
    await this.#recordHandiwork(object.key);
    const version = { ...object, ...this.#newVersionId() };
    await this.#commit({ kind: 'put', object: version, ...(uploadId !== undefined && { uploadId }) });
    return version;
  }

  /**
   * Removes a version for good or, without `versionId` and in a bucket that has or had versions, hides them all under a
   * delete marker. Gives the version that is gone or the marker that was made. The caller has the key for itself.
   */
  async remove(key: string, versionId?: string): Promise<StoredVersion | undefined> {
    if (versionId === undefined && this.#state.versioning !== undefined) return this.#hide(key);
    const version = this.version(key, versionId ?? NULL_VERSION);
    if (version === undefined) return undefined;
    await this.#commit({
      kind: 'delete',
      key,
      ...(version.versionId !== undefined && { versionId: version.versionId }),
      ...(isObject(version) && { stamp: stampOf(version) }),
    });
    return version;
  }

  /** From now on, puts make new versions or replace the `null` version. What is there stays as it is. */
  async setVersioning(versioning: VersioningStatus): Promise<void> {
    const { createdMs } = this;
    await this.#commit({ kind: 'bucket', format: formatOf(versioning), createdMs, versioning });
  }

  stage(): StagedFile {
    return new StagedFile(this.#dataFolder);
  }

  /**
   * The current version of a key, or the one with this id (`null` for the one without); it may be a delete marker. As it is
   * on disk now: a file that was edited or removed by hand is noticed here.
   */
  version(key: string, versionId?: string): StoredVersion | undefined {
    const version = this.#state.versions.get(key, versionId);
    if (version === undefined || !isObject(version)) return version;
    this.#verify(version, this.#placement.stamp(version));
    return this.#state.versions.get(key, versionId);
  }

  /** Like `version`, if it is an object. */
  current(key: string, versionId?: string): StoredObject | undefined {
    const version = this.version(key, versionId);
    return version && isObject(version) ? version : undefined;
  }

  /** Like `current`, and its bytes, which are the caller's to close. */
  open(key: string, versionId?: string): { readonly object: StoredObject; readonly fd: number } | undefined {
    const version = this.#state.versions.get(key, versionId);
    if (version === undefined || !isObject(version)) return undefined;
    const bytes = this.#placement.open(version);
    const object = this.#verify(version, bytes);
    return object && bytes && { object, fd: bytes.fd };
  }

  pathOfPart(part: StoredPart): string {
    return join(this.#dataFolder, part.dataId);
  }

  /** Deletes the bucket if it is empty, and says whether it was. */
  async delete(): Promise<boolean> {
    while (!this.#journal.isIdle) await this.#journal.idle();
    // From here to the flag is one tick: nothing can be put in between.
    if (this.#state.versions.size > 0) return false;
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
    const tombstones = new Tombstones();
    for (const record of records) {
      if (record.kind === 'bucket' && record.format > FORMAT) {
        throw new Error(`${this.#folders.hidden} was written by a newer flowrun (format ${record.format})`);
      }
      tombstones.see(record);
      this.#state.apply(record);
    }
    reconcile({
      state: this.#state,
      placement: this.#placement,
      bucketFolder: this.#folders.objects,
      dataFolder: this.#dataFolder,
      tombstones,
    });
  }

  async #commit(record: JournalRecord): Promise<void> {
    if (this.#isDeleted) throw new S3Error('NoSuchBucket', undefined, { BucketName: this.name });
    await this.#journal.append(record);
  }

  async #hide(key: string): Promise<DeleteMarker> {
    await this.#recordHandiwork(key);
    const marker = { key, modifiedMs: Date.now(), ...this.#newVersionId() };
    const replaced = this.#state.versions.get(key, versionIdOf(marker));
    await this.#commit({
      kind: 'marker',
      marker,
      ...(replaced !== undefined && isObject(replaced) && { stamp: stampOf(replaced) }),
    });
    return marker;
  }

  /** Ids are given while versioning is on; without, a version is the `null` version. */
  #newVersionId(): Pick<StoredVersion, 'versionId'> {
    return this.#state.versioning === 'Enabled' ? { versionId: this.#state.versions.nextId() } : {};
  }

  /**
   * Before a version that a user made, edited or removed by hand becomes an older one, the journal has to know of it: its
   * file will no longer lie where the next start would find it.
   */
  async #recordHandiwork(key: string): Promise<void> {
    if (this.#state.versioning === undefined) return;
    const version = this.version(key);
    if (version === undefined || this.#state.isRecorded(version)) return;
    if (!isObject(version)) {
      await this.#commit({ kind: 'marker', marker: { ...version } });
      return;
    }
    const dataId = version.dataId === '' ? newDataId() : version.dataId;
    await this.#commit({ kind: 'found', object: { ...version, dataId } });
  }

  /** Called by the journal: the record is durable. */
  #apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'put': {
        const { uploadId } = record;
        const parts = uploadId === undefined ? [] : partsOf(this.#state.uploads.get(uploadId));
        this.#turn(record, record.object);
        this.#dispose(parts);
        return;
      }
      case 'marker':
        this.#turn(record, record.marker);
        return;
      case 'delete':
        this.#turn(record, record);
        return;
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
      case 'found':
      case 'upload':
        this.#state.apply(record);
        return;
    }
  }

  #turn(
    record: VersionRecord,
    { key, versionId = NULL_VERSION }: Pick<StoredVersion, 'key' | 'versionId'>,
  ): void {
    const { objects, versions } = this.#state;
    const before = objects.get(key);
    const replaced = versions.get(key, versionId);
    const gone = replaced !== undefined && isObject(replaced) ? replaced : undefined;
    this.#state.apply(record);
    this.#placement.turn({ before, after: objects.get(key), gone });
  }

  /** Takes note of what a user did to the file of `object`, and gives the object as it is now. */
  #verify(object: StoredObject, stamp: Stamp | undefined): StoredObject | undefined {
    if (stamp === undefined) {
      this.#state.removeByHand(object);
      return undefined;
    }
    if (sameStamp(object, stamp)) return object;
    const edited = editedByHand(object, stampOf(stamp));
    this.#state.editByHand(edited);
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

function stampOf({ size, mtimeMs }: Stamp): Stamp {
  return { size, mtimeMs };
}

function partsOf(upload: OpenUpload | undefined): readonly StoredPart[] {
  return upload === undefined ? [] : [...upload.parts.values()];
}
