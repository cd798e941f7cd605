import { FORMAT } from './records.ts';
import type { JournalRecord, StoredObject, StoredPart, StoredUpload } from './records.ts';
import { SortedKeys } from './sorted-keys.ts';

/** An upload that is neither completed nor aborted. */
export interface OpenUpload extends StoredUpload {
  /** By part number; a part that is sent again replaces the one before. */
  readonly parts: ReadonlyMap<number, StoredPart>;
}

/** How many finished uploads are remembered, so that a repeated CompleteMultipartUpload gets the same answer. */
const MAX_COMPLETED_UPLOADS = 10_000;

/**
 * A bucket in memory: what its journal adds up to. `apply` is all that changes it, while starting and while running,
 * so the state after a restart is by construction the state before.
 */
export class BucketState {
  #createdMs: number;
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys = new SortedKeys();
  readonly #uploads = new Map<string, StoredUpload & { readonly parts: Map<number, StoredPart> }>();
  readonly #completed = new Map<string, StoredObject>();

  constructor(createdMs: number) {
    this.#createdMs = createdMs;
  }

  get createdMs(): number {
    return this.#createdMs;
  }

  get objects(): ReadonlyMap<string, StoredObject> {
    return this.#objects;
  }

  /** In S3's order. */
  get keys(): Pick<SortedKeys, 'firstWhere' | 'after'> {
    return this.#keys;
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
        return;
      case 'put':
        this.put(record.object);
        if (record.uploadId !== undefined) this.#complete(record.uploadId, record.object);
        return;
      case 'delete':
        this.remove(record.key);
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

  /** Also for files that a user put into the folder, which no record speaks of. */
  put(object: StoredObject): void {
    if (!this.#objects.has(object.key)) this.#keys.add(object.key);
    this.#objects.set(object.key, object);
  }

  /** Also for files that a user took out of the folder. */
  remove(key: string): void {
    if (this.#objects.delete(key)) this.#keys.remove(key);
  }

  /** How many records `snapshot` gives. */
  liveRecords(): number {
    let parts = 0;
    for (const upload of this.#uploads.values()) parts += upload.parts.size;
    return 1 + this.#objects.size + this.#uploads.size + parts;
  }

  *snapshot(): Iterable<JournalRecord> {
    yield { kind: 'bucket', format: FORMAT, createdMs: this.#createdMs };
    const uploadIds = new Map([...this.#completed].map(([uploadId, { dataId }]) => [dataId, uploadId]));
    for (const object of this.#objects.values()) {
      const uploadId = uploadIds.get(object.dataId);
      // A file put there by hand is found again by looking; only its tags are nowhere but in a record.
      if (object.dataId === '' && object.tagging === undefined) continue;
      yield uploadId === undefined ? { kind: 'put', object } : { kind: 'put', object, uploadId };
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
