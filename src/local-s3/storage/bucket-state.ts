import { formatOf, isObject, NULL_VERSION } from './records.ts';
import type {
  DeleteMarker,
  JournalRecord,
  StoredObject,
  StoredPart,
  StoredUpload,
  StoredVersion,
  VersioningStatus,
} from './records.ts';
import { VersionIndex } from './version-index.ts';
import type { KeySearch } from './version-index.ts';

/** An upload that is neither completed nor aborted. */
export interface OpenUpload extends StoredUpload {
  /** By part number; a part that is sent again replaces the one before. */
  readonly parts: ReadonlyMap<number, StoredPart>;
}

/** How many finished uploads are remembered, so that a repeated CompleteMultipartUpload gets the same answer. */
const MAX_COMPLETED_UPLOADS = 10_000;

/**
 * A bucket in memory: what its journal adds up to. `apply` is all that changes it, while starting and while running,
 * so the state after a restart is by construction the state before. (What users do to files is seen again then.)
 */
export class BucketState {
  #createdMs: number;
  #versioning: VersioningStatus | undefined;
  readonly #versions = new VersionIndex();
  /** Versions as users left them, of which the journal says something else; files of users themselves not counted. */
  readonly #unrecorded = new WeakSet<StoredVersion>();
  readonly #uploads = new Map<string, StoredUpload & { readonly parts: Map<number, StoredPart> }>();
  readonly #completed = new Map<string, StoredObject>();

  constructor(createdMs: number) {
    this.#createdMs = createdMs;
  }

  get createdMs(): number {
    return this.#createdMs;
  }

  /** Undefined: the bucket was never asked to keep versions. */
  get versioning(): VersioningStatus | undefined {
    return this.#versioning;
  }

  get versions(): Omit<VersionIndex, 'add' | 'replace' | 'remove'> {
    return this.#versions;
  }

  /** The current objects by key; none under a delete marker. */
  get objects(): ReadonlyMap<string, StoredObject> {
    return this.#versions.objects;
  }

  /** Those of `objects`, in S3's order. */
  get keys(): KeySearch {
    return this.#versions.keys;
  }

  get uploads(): ReadonlyMap<string, OpenUpload> {
    return this.#uploads;
  }

  /** What a finished upload became, by upload id. */
  get completed(): ReadonlyMap<string, StoredObject> {
    return this.#completed;
  }

  apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'bucket':
        this.#createdMs = record.createdMs;
        this.#versioning = record.versioning;
        return;
      case 'put':
        this.#versions.add(record.object);
        if (record.uploadId !== undefined) this.#complete(record.uploadId, record.object);
        return;
      case 'found':
        this.#versions.add(record.object);
        return;
      case 'marker':
        this.#versions.add(record.marker);
        return;
      case 'delete':
        this.#versions.remove(record.key, record.versionId ?? NULL_VERSION);
        return;
      case 'upload':
        this.#uploads.set(record.upload.uploadId, { ...record.upload, parts: new Map() });
        return;
      case 'part':
        this.#uploads.get(record.uploadId)?.parts.set(record.part.number, record.part);
        return;
      case 'abort':
        this.#uploads.delete(record.uploadId);
        return;
    }
  }

  /** A file that a user put where no object was: the newest version of its key. */
  addByHand(object: StoredObject): void {
    this.#versions.add(object);
  }

  /** A file that a user edited: the same version with other bytes. */
  editByHand(edited: StoredObject): void {
    this.#unrecorded.add(edited);
    this.#versions.replace(edited);
  }

  /**
   * A file that a user removed. Where there are older versions, a delete marker takes the place of the one that is gone:
   * what was removed does not come back with older bytes.
   */
  removeByHand(object: StoredObject): void {
    const { key, versionId = NULL_VERSION, modifiedMs } = object;
    const history = this.#versions.histories.get(key);
    if (history === undefined || history.size === 1 || history.newest !== object) {
      this.#versions.remove(key, versionId);
      return;
    }
    const marker = { key, modifiedMs, ...(object.versionId !== undefined && { versionId }) };
    this.#unrecorded.add(marker satisfies DeleteMarker);
    this.#versions.replace(marker);
  }

  /** Whether the journal says about this version what is true. */
  isRecorded(version: StoredVersion): boolean {
    const isUsersFile = isObject(version) && version.dataId === '';
    return !isUsersFile && !this.#unrecorded.has(version);
  }

  /** How many records `snapshot` gives. */
  liveRecords(): number {
    let parts = 0;
    for (const upload of this.#uploads.values()) parts += upload.parts.size;
    return 1 + this.#versions.size + this.#uploads.size + parts;
  }

  *snapshot(): Iterable<JournalRecord> {
    const versioning = this.#versioning;
    const format = formatOf(versioning);
    const createdMs = this.#createdMs;
    yield { kind: 'bucket', format, createdMs, ...(versioning !== undefined && { versioning }) };
    const uploadIds = new Map([...this.#completed].map(([uploadId, { dataId }]) => [dataId, uploadId]));
    for (const version of this.#versions.all()) {
      if (!isObject(version)) {
        yield { kind: 'marker', marker: version };
        continue;
      }
      const uploadId = uploadIds.get(version.dataId);
      // A file put there by hand is found again by looking; only its tags are nowhere but in a record.
      if (version.dataId === '' && version.tagging === undefined) continue;
      yield { kind: 'put', object: version, ...(uploadId !== undefined && { uploadId }) };
    }
    for (const { parts, ...upload } of this.#uploads.values()) {
      yield { kind: 'upload', upload };
      for (const part of parts.values()) yield { kind: 'part', uploadId: upload.uploadId, part };
    }
  }

  #complete(uploadId: string, object: StoredObject): void {
    this.#uploads.delete(uploadId);
    this.#completed.set(uploadId, object);
    if (this.#completed.size <= MAX_COMPLETED_UPLOADS) return;
    const [oldest] = this.#completed.keys();
    this.#completed.delete(oldest!);
  }
}
