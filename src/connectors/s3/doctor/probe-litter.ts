import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { FlowFailure } from '../../../runtime/api.ts';
import type { ObjectAddress, ObjectStore } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';

/** `unknown`: these credentials may not ask. */
export type Versioning = 'off' | 'on' | 'unknown';

/** How long the removal may take, whatever has happened before. */
const CLEAN_UP_MS = 15_000;

/** The part of the SDK's response that matters here. */
interface RawResponse {
  readonly response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * What the probes of one bucket have written, all of it under one key, and its removal. What may exist is noted before
 * the request that makes it, and those requests are never cut off: so there is nothing that nobody knows of.
 */
export class ProbeLitter {
  readonly address: ObjectAddress;
  readonly versioning: Versioning;
  readonly #client: S3Client;
  readonly #store: ObjectStore;
  readonly #uploads = new Set<string>();
  /** Of the objects that were written to a bucket that keeps versions. */
  readonly #versions = new Set<string>();
  #hasObject = false;

  constructor(client: S3Client, store: ObjectStore, address: ObjectAddress, versioning: Versioning) {
    this.#client = client;
    this.#store = store;
    this.address = address;
    this.versioning = versioning;
  }

  /** Does what will make a multipart upload, and remembers it. */
  async uploading(create: () => Promise<string>): Promise<string> {
    const uploadId = await create();
    this.#uploads.add(uploadId);
    return uploadId;
  }

  /** Does what may make the object. */
  async writing<T>(write: () => Promise<T>): Promise<T> {
    this.#hasObject = true;
    const name = 'rememberProbeVersion';
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        // Every field of RawResponse is optional and is looked at before it is used.
        const version = (result as RawResponse).response?.headers?.['x-amz-version-id'];
        if (version !== undefined && version !== '') this.#versions.add(version);
        return result;
      },
      { step: 'deserialize', name, priority: 'high' },
    );
    try {
      return await write();
    } finally {
      this.#client.middlewareStack.remove(name);
    }
  }

  async abortUpload(uploadId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#store.abortUpload({ ...this.address, uploadId }, signal);
    } catch (error) {
      // An attempt before this one has done it, and its answer was lost.
      if (problemOf(error).status !== 404) throw error;
    }
    this.#uploads.delete(uploadId);
  }

  /**
   * Would these credentials be allowed to delete? Asked by deleting what is not there, and in a way that leaves no
   * delete marker in a bucket that keeps versions.
   */
  async tryDelete(signal: AbortSignal): Promise<void> {
    await this.#delete(`${this.address.key}-none`, this.#versionOfNoName, signal);
  }

  /** Would they be allowed to abort an upload? Asked with one that is not there. */
  async tryAbort(signal: AbortSignal): Promise<void> {
    try {
      await this.#store.abortUpload({ ...this.address, uploadId: 'flowrun-doctor-none' }, signal);
    } catch (error) {
      // That there is no such upload is the answer of somebody who would be allowed to.
      if (problemOf(error).status === 403) throw error;
    }
  }

  /** Removes everything; gives what is still there, in words. Never rejects. */
  async remove(): Promise<readonly string[]> {
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    const left: string[] = [];
    const attempt = async (what: string, action: () => Promise<void>): Promise<void> => {
      try {
        await action();
      } catch (error) {
        if (problemOf(error).status !== 404) left.push(`${what}: ${problemOf(error).words}`);
      }
    };
    const { bucket, key } = this.address;
    for (const uploadId of [...this.#uploads]) {
      await attempt(`the multipart upload of \`${key}\` in bucket \`${bucket}\``, () =>
        this.abortUpload(uploadId, signal),
      );
    }
    if (!this.#hasObject) return left;
    const versions = this.#versions.size > 0 ? [...this.#versions] : [this.#versionOfNoName];
    for (const version of versions) {
      await attempt(`object \`${key}\` in bucket \`${bucket}\``, () => this.#delete(key, version, signal));
    }
    return left;
  }

  /** Where there are or may be versions, a delete that names none would leave a delete marker. */
  get #versionOfNoName(): string | undefined {
    return this.versioning === 'off' ? undefined : 'null';
  }

  async #delete(key: string, version: string | undefined, signal: AbortSignal): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.address.bucket, Key: key, VersionId: version });
    try {
      await this.#client.send(command, { abortSignal: signal });
    } catch (error) {
      if (problemOf(error).status !== 404) throw error;
    }
  }
}

/** What the examination rejects with when it is aborted: with what has to be removed by hand, if anything. */
export function interruption(error: unknown, leftBehind: readonly string[]): unknown {
  if (leftBehind.length === 0) return error;
  return new FlowFailure(`interrupted, and left behind: ${leftBehind.join('; ')}`, {
    help: 'remove it by hand: `flowrun s3 uploads`, `aws s3 rm`',
    cause: error,
  });
}
