import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors.ts';
import { BucketContents } from './bucket-contents.ts';
import type { BucketState } from './bucket-state.ts';
import { Journal } from './journal.ts';
import { KeyLock } from './key-lock.ts';
import { formatOf, isObject, NULL_VERSION, versionIdOf } from './records.ts';
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
import { UploadIds } from './upload-ids.ts';

export interface BucketFolders {
  /** `<dir>/<bucket>`: the objects, for everybody to look at. */
  readonly objects: string;
  /** `<dir>/.local-s3/<bucket>`: the journal, and the bytes that are not in their readable place. */
  readonly hidden: string;
}

type UploadRecord = Extract<JournalRecord, { kind: 'upload' | 'part' | 'abort' }>;

/**
 * One bucket: what is in it, and the only ways to change that, each of which is a record in its journal. Who puts, removes
 * or describes a version has its key for itself (`exclusive`).
 */
export class Bucket {
  readonly name: string;
  readonly fsync: boolean;
  readonly #folders: BucketFolders;
  readonly #dataFolder: string;
  readonly #contents: BucketContents;
  readonly #lock = new KeyLock();
  readonly #uploadIds = new UploadIds();
  #journal!: Journal;
  #isNew = false;
  #isDeleted = false;

  private constructor(name: string, folders: BucketFolders, fsync: boolean) {
    this.name = name;
    this.fsync = fsync;
    this.#folders = folders;
    this.#dataFolder = join(folders.hidden, 'data');
    mkdirSync(this.#dataFolder, { recursive: true });
    const createdMs = Math.floor(statSync(folders.objects).birthtimeMs);
    this.#contents = new BucketContents(createdMs, folders.objects, this.#dataFolder);
  }

  /** Opens the bucket whose folder `folders.objects` is; everything else is made when it is not there. */
  static async open(name: string, folders: BucketFolders, fsync: boolean): Promise<Bucket> {
    const bucket = new Bucket(name, folders, fsync);
    const contents = bucket.#contents;
    bucket.#journal = await Journal.open({
      path: join(folders.hidden, 'journal'),
      dataFolder: bucket.#dataFolder,
      fsync,
      replay: (records) => {
        bucket.#isNew = records.length === 0;
        contents.replay(records);
      },
      apply: (record) => contents.apply(record),
      liveRecords: () => contents.state.liveRecords(),
      snapshot: () => contents.state.snapshot(),
    });
    if (bucket.#isNew) {
      await bucket.#commit({ kind: 'bucket', format: formatOf(undefined), createdMs: bucket.createdMs });
    }
    return bucket;
  }

  get createdMs(): number {
    return this.state.createdMs;
  }

  /** To look at. */
  get state(): Pick<
    BucketState,
    'createdMs' | 'objects' | 'keys' | 'versions' | 'versioning' | 'isRecorded' | 'uploads' | 'completed'
  > {
    return this.#contents.state;
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
   * With `uploadId`, the object is what that upload becomes.
   */
  async put(object: Omit<StoredObject, 'versionId'>, uploadId?: string): Promise<StoredObject> {
    await this.#recordHandiwork(object.key);
    const version = { ...object, ...this.#newVersionId() };
    await this.#commit({ kind: 'put', object: version, ...(uploadId !== undefined && { uploadId }) });
    return version;
  }

  /**
   * Removes a version for good or, without `versionId` and in a bucket that has or had versions, hides them all under a
   * delete marker. Gives the version that is gone or the marker that was made.
   */
  async remove(key: string, versionId?: string): Promise<StoredVersion | undefined> {
    if (versionId === undefined && this.state.versioning !== undefined) return this.#hide(key);
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

  /** Changes what is said about a version that `current` has given; its bytes, its age and its place stay. */
  async describe(object: StoredObject): Promise<void> {
    await this.#commit({ kind: 'put', object });
  }

  /** From now on, puts make new versions or replace the `null` version. What is there stays as it is. */
  async setVersioning(versioning: VersioningStatus): Promise<void> {
    const { createdMs } = this;
    await this.#commit({ kind: 'bucket', format: formatOf(versioning), createdMs, versioning });
  }

  stage(): StagedFile {
    return new StagedFile(this.#dataFolder);
  }

  newUploadId(nowMs: number): string {
    return this.#uploadIds.next(nowMs);
  }

  /**
   * The current version of a key, or the one with this id (`null` for the one without); it may be a delete marker. As it is
   * on disk now: a file that was edited or removed by hand is noticed here.
   */
  version(key: string, versionId?: string): StoredVersion | undefined {
    return this.#contents.version(key, versionId);
  }

  /** Like `version`, if it is an object. */
  current(key: string, versionId?: string): StoredObject | undefined {
    const version = this.version(key, versionId);
    return version && isObject(version) ? version : undefined;
  }

  /** Like `current`, and its bytes, which are the caller's to close. */
  open(key: string, versionId?: string): { readonly object: StoredObject; readonly fd: number } | undefined {
    return this.#contents.open(key, versionId);
  }

  pathOfPart(part: StoredPart): string {
    return this.#contents.pathOfPart(part);
  }

  /** Deletes the bucket if it is empty, and says whether it was. */
  async delete(): Promise<boolean> {
    while (!this.#journal.isIdle) await this.#journal.idle();
    // From here to the flag is one tick: nothing can be put in between.
    if (this.state.versions.size > 0) return false;
    try {
      removeFolders(this.#folders.objects);
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
    await this.#contents.idle();
  }

  async #commit(record: JournalRecord): Promise<void> {
    if (this.#isDeleted) throw new S3Error('NoSuchBucket', undefined, { BucketName: this.name });
    await this.#journal.append(record);
  }

  async #hide(key: string): Promise<DeleteMarker> {
    await this.#recordHandiwork(key);
    const marker = { key, modifiedMs: Date.now(), ...this.#newVersionId() };
    const replaced = this.state.versions.get(key, versionIdOf(marker));
    await this.#commit({
      kind: 'marker',
      marker,
      ...(replaced !== undefined && isObject(replaced) && { stamp: stampOf(replaced) }),
    });
    return marker;
  }

  /** Ids are given while versioning is on; without, a version is the `null` version. */
  #newVersionId(): Pick<StoredVersion, 'versionId'> {
    return this.state.versioning === 'Enabled' ? { versionId: this.state.versions.nextId() } : {};
  }

  /**
   * Before a version that a user made, edited or removed by hand becomes an older one, the journal has to know of it: its
   * file will no longer lie where the next start would find it.
   */
  async #recordHandiwork(key: string): Promise<void> {
    if (this.state.versioning === undefined) return;
    const version = this.version(key);
    if (version === undefined || this.state.isRecorded(version)) return;
    if (!isObject(version)) {
      await this.#commit({ kind: 'marker', marker: { ...version } });
      return;
    }
    const dataId = version.dataId === '' ? newDataId() : version.dataId;
    await this.#commit({ kind: 'found', object: { ...version, dataId } });
  }
}

/** Removes a folder in which there is nothing but folders: a crash may have left an empty one. */
function removeFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeFolders(join(folder, entry.name));
  }
  rmdirSync(folder);
}

function stampOf({ size, mtimeMs }: Stamp): Stamp {
  return { size, mtimeMs };
}
