import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { S3Error } from '../errors.ts';
import { BucketState } from './bucket-state.ts';
import type { OpenUpload } from './bucket-state.ts';
import { editedByHand, sameStamp } from './by-hand.ts';
import { Placement } from './placement.ts';
import { reconcile } from './reconcile.ts';
import { FORMAT, isObject, isSameData, NULL_VERSION } from './records.ts';
import type { JournalRecord, Stamp, StoredObject, StoredPart, StoredVersion } from './records.ts';
import { Tombstones } from './tombstones.ts';

type VersionRecord = Extract<JournalRecord, { kind: 'put' | 'marker' | 'delete' }>;

/** What the records of a journal add up to: the state in memory, and every file where it belongs. */
export class BucketContents {
  readonly state: BucketState;
  readonly #bucketFolder: string;
  readonly #dataFolder: string;
  readonly #placement: Placement;
  /** Files that nobody needs any more, being removed one after another. */
  #disposals: Promise<void> = Promise.resolve();

  constructor(createdMs: number, bucketFolder: string, dataFolder: string) {
    this.state = new BucketState(createdMs);
    this.#bucketFolder = bucketFolder;
    this.#dataFolder = dataFolder;
    this.#placement = new Placement(bucketFolder, dataFolder);
  }

  /** Called once, with everything that is in the journal. */
  replay(records: readonly JournalRecord[]): void {
    const tombstones = new Tombstones();
    for (const record of records) {
      if (record.kind === 'bucket' && record.format > FORMAT) {
        throw new Error(
          `${dirname(this.#dataFolder)} was written by a newer flowrun (format ${record.format})`,
        );
      }
      tombstones.see(record);
      this.state.apply(record);
    }
    reconcile({
      state: this.state,
      placement: this.#placement,
      bucketFolder: this.#bucketFolder,
      dataFolder: this.#dataFolder,
      tombstones,
    });
  }

  /** Called by the journal: the record is durable. */
  apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'put': {
        const { uploadId } = record;
        const parts = uploadId === undefined ? [] : partsOf(this.state.uploads.get(uploadId));
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
        const upload = this.state.uploads.get(record.uploadId);
        // Completed or aborted while the part was on its way; the record says nothing to the next start either.
        if (upload === undefined) throw new S3Error('NoSuchUpload', undefined, { UploadId: record.uploadId });
        const previous = upload.parts.get(record.part.number);
        this.state.apply(record);
        if (previous !== undefined) this.#dispose([previous]);
        return;
      }
      case 'abort': {
        const parts = partsOf(this.state.uploads.get(record.uploadId));
        this.state.apply(record);
        this.#dispose(parts);
        return;
      }
      case 'bucket':
      case 'found':
      case 'upload':
        this.state.apply(record);
        return;
    }
  }

  /** As `Bucket.version`. */
  version(key: string, versionId?: string): StoredVersion | undefined {
    const version = this.state.versions.get(key, versionId);
    if (version === undefined || !isObject(version)) return version;
    this.#verify(version, this.#placement.stamp(version));
    return this.state.versions.get(key, versionId);
  }

  /** As `Bucket.open`. */
  open(key: string, versionId?: string): { readonly object: StoredObject; readonly fd: number } | undefined {
    const version = this.state.versions.get(key, versionId);
    if (version === undefined || !isObject(version)) return undefined;
    const bytes = this.#placement.open(version);
    const object = this.#verify(version, bytes);
    return object && bytes && { object, fd: bytes.fd };
  }

  pathOfPart(part: StoredPart): string {
    return join(this.#dataFolder, part.dataId);
  }

  /** Resolves when nothing is being removed any more. */
  async idle(): Promise<void> {
    await this.#disposals;
  }

  #turn(
    record: VersionRecord,
    { key, versionId = NULL_VERSION }: Pick<StoredVersion, 'key' | 'versionId'>,
  ): void {
    const { objects, versions } = this.state;
    const before = objects.get(key);
    const replaced = versions.get(key, versionId);
    const gone = replaced !== undefined && isObject(replaced) ? replaced : undefined;
    this.state.apply(record);
    const isSaidAnew = record.kind === 'put' && isSameData(replaced, record.object);
    if (!isSaidAnew) this.#placement.turn({ before, after: objects.get(key), gone });
  }

  /** Takes note of what a user did to the file of `object`, and gives the object as it is now. */
  #verify(object: StoredObject, stamp: Stamp | undefined): StoredObject | undefined {
    if (stamp === undefined) {
      this.state.removeByHand(object);
      return undefined;
    }
    if (sameStamp(object, stamp)) return object;
    const edited = editedByHand(object, { size: stamp.size, mtimeMs: stamp.mtimeMs });
    this.state.editByHand(edited);
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
