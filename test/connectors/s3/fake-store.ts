/**
 * An S3 in memory behind the sink's own interface: for what takes exact control of the order in which requests end.
 */
import type {
  Body,
  ByteSource,
  ObjectAddress,
  ObjectStore,
  PartReceipt,
  StoredObject,
  UploadAddress,
} from '../../../src/connectors/s3/client/object-store.ts';
import { expectedOfParts, expectedOfPut } from '../../../src/connectors/s3/sink/settle.ts';
import type { ExpectedObject } from '../../../src/connectors/s3/sink/settle.ts';
import type { ObjectAttributes } from '../../../src/connectors/s3/object-attributes.ts';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface FakeObject {
  readonly body: Buffer;
  readonly attributes: ObjectAttributes;
  readonly partSizes: readonly number[];
  readonly stored: StoredObject;
}

interface FakeUpload {
  readonly address: ObjectAddress;
  readonly attributes: ObjectAttributes;
  readonly parts: Map<number, { readonly body: Buffer; readonly receipt: PartReceipt }>;
  readonly initiatedMs: number;
  readonly initiator: string;
}

/** `put a/b`, `create a/b`, `part 3 a/b`, `copy 1 a/b`, `read a/b`, `complete a/b`, `abort a/b`, `look a/b`, `parts a/b`, `list a/b` */
export type Call = string;

export interface FakeStore extends ObjectStore {
  readonly objects: Map<string, FakeObject>;
  readonly uploads: Map<string, FakeUpload>;
  /** What has been visible, in the order in which it became so. */
  readonly history: { readonly key: string; readonly body: string }[];
  /** The most bytes that were on their way at the same time. */
  readonly peak: { bytes: number; parts: number; puts: number };
}

export interface FakeStoreOptions {
  /** Before a request acts: may wait, may throw. */
  readonly before?: (call: Call) => Promise<void> | void;
  /** After it has acted, before the answer: a throw is a lost answer. */
  readonly after?: (call: Call) => Promise<void> | void;
  /** The clock of the service; it stands still unless given. */
  readonly nowMs?: () => number;
}

/** An error as the SDK throws it. */
export function s3Error(code: string, status: number): Error {
  return Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: status } });
}

export function createFakeStore({ before, after, nowMs = () => 0 }: FakeStoreOptions = {}): FakeStore {
  const objects = new Map<string, FakeObject>();
  const uploads = new Map<string, FakeUpload>();
  const history: FakeStore['history'] = [];
  const peak = { bytes: 0, parts: 0, puts: 0 };
  const now = { bytes: 0, parts: 0, puts: 0 };
  let nextId = 1;

  async function request<T>(call: Call, signal: AbortSignal, act: () => T): Promise<T> {
    checkAlive(signal);
    await before?.(call);
    checkAlive(signal);
    const result = act();
    await after?.(call);
    return result;
  }

  async function carrying<T>(kind: 'parts' | 'puts', body: Body, action: () => Promise<T>): Promise<T> {
    now.bytes += body.bytes.length;
    now[kind]++;
    peak.bytes = Math.max(peak.bytes, now.bytes);
    peak[kind] = Math.max(peak[kind], now[kind]);
    try {
      return await action();
    } finally {
      now.bytes -= body.bytes.length;
      now[kind]--;
    }
  }

  function show(key: string, object: FakeObject, ifAbsent: boolean, ifMatch?: string): void {
    if (ifAbsent && objects.has(key)) throw s3Error('PreconditionFailed', 412);
    if (ifMatch !== undefined && objects.get(key)?.stored.etag !== ifMatch) {
      throw objects.has(key) ? s3Error('PreconditionFailed', 412) : s3Error('NoSuchKey', 404);
    }
    objects.set(key, object);
    history.push({ key, body: object.body.toString('latin1') });
  }

  function uploadOf({ uploadId }: UploadAddress): FakeUpload {
    const upload = uploads.get(uploadId);
    if (upload === undefined) throw s3Error('NoSuchUpload', 404);
    return upload;
  }

  function bytesOf(address: ObjectAddress, { etag, start, length }: ByteSource): Buffer {
    const object = objects.get(placeOf(address));
    if (object === undefined) throw s3Error('NoSuchKey', 404);
    if (object.stored.etag !== etag) throw s3Error('PreconditionFailed', 412);
    if (start + length > object.body.length) throw s3Error('InvalidArgument', 400);
    return object.body.subarray(start, start + length);
  }

  return {
    objects,
    uploads,
    history,
    peak,
    put: (address, body, { attributes, ifAbsent, signal }) =>
      carrying('puts', body, () =>
        request(`put ${address.key}`, signal, () => {
          const expected = expectedOfPut(body);
          const stored = storedAs(expected, attributes);
          show(
            placeOf(address),
            { body: Buffer.from(body.bytes), attributes, partSizes: [], stored },
            ifAbsent,
          );
        }),
      ),
    createUpload: (address, { attributes, signal }) =>
      request(`create ${address.key}`, signal, () => {
        const id = `upload-${nextId++}`;
        uploads.set(id, { address, attributes, parts: new Map(), initiatedMs: nowMs(), initiator: 'us' });
        return id;
      }),
    uploadPart: (upload, number, body, signal) =>
      carrying('parts', body, () =>
        request(`part ${number} ${upload.key}`, signal, () => {
          const etag = createHash('md5').update(body.bytes).digest('hex');
          const receipt = { number, etag, crc32: body.crc32, bytes: body.bytes.length };
          uploadOf(upload).parts.set(number, { body: Buffer.from(body.bytes), receipt });
          return receipt;
        }),
      ),
    copyPart: (upload, number, source, signal) =>
      request(`copy ${number} ${upload.key}`, signal, () => {
        const body = bytesOf(upload, source);
        const etag = createHash('md5').update(body).digest('hex');
        const receipt = { number, etag, crc32: crc32(body), bytes: body.length };
        uploadOf(upload).parts.set(number, { body, receipt });
        return receipt;
      }),
    read: (address, source, signal) =>
      request(`read ${address.key}`, signal, () => Buffer.from(bytesOf(address, source))),
    completeUpload: (address, parts, { ifAbsent, ifMatch, signal }) =>
      request(`complete ${address.key}`, signal, () => {
        const upload = uploadOf(address);
        const bodies = parts.map(({ number }) => upload.parts.get(number)!.body);
        const expected = expectedOfParts(parts);
        const object = {
          body: Buffer.concat(bodies),
          attributes: upload.attributes,
          partSizes: bodies.map((body) => body.length),
          stored: storedAs(expected, upload.attributes),
        };
        show(placeOf(address), object, ifAbsent, ifMatch);
        uploads.delete(address.uploadId);
      }),
    abortUpload: (address, signal) =>
      request(`abort ${address.key}`, signal, () => {
        uploadOf(address);
        uploads.delete(address.uploadId);
      }),
    countParts: (address, signal) =>
      request(`parts ${address.key}`, signal, () => uploads.get(address.uploadId)?.parts.size ?? null),
    listUploads: (address, signal) =>
      request(`list ${address.key}`, signal, () => ({
        nowMs: nowMs(),
        uploads: [...uploads]
          .filter(([, upload]) => placeOf(upload.address) === placeOf(address))
          .map(([uploadId, { initiatedMs, initiator }]) => ({ uploadId, initiatedMs, initiator })),
      })),
    look: (address, signal) =>
      request(`look ${address.key}`, signal, () => objects.get(placeOf(address))?.stored ?? null),
    close: () => {},
  };
}

function storedAs(
  { bytes, etag, crc32: sum }: ExpectedObject,
  { metadata = {} }: ObjectAttributes,
): StoredObject {
  return { bytes, etag, crc32: sum ?? undefined, metadata };
}

/** `bucket/key` */
export function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}/${key}`;
}

function checkAlive(signal: AbortSignal): void {
  if (signal.aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError' });
}
