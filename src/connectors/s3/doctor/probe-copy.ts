import { problemOf } from '../client/s3-problem.ts';
import type { BucketProbe } from './probe-bucket.ts';
import type { ProbeTools } from './probe-writing.ts';

export interface CopyProbe {
  readonly probe: BucketProbe;
  readonly tools: ProbeTools;
  /** An upload of the probe's own key, which is aborted. */
  readonly uploadId: string;
  /** Of the object under that key, and its size. */
  readonly etag: string;
  readonly bytes: number;
  /** For requests that write: see `ProbeTools`. */
  readonly uncut: () => AbortSignal;
}

/** As an object is continued: what is there becomes a part of an upload, unless it is another one. */
export async function probeCopy({
  probe,
  tools,
  uploadId,
  etag,
  bytes,
  uncut,
}: CopyProbe): Promise<string | void> {
  const { retry, signal } = probe.access;
  const { litter, store } = tools;
  const upload = { ...litter.address, uploadId };
  const copy = async (source: string): Promise<void> => {
    await store.copyPart(upload, 1, { etag: source, start: 0, length: bytes }, uncut());
  };
  const what = 'copying a part';
  try {
    await retry(what, signal, () => copy(etag));
    const problem = await copy('0'.repeat(32)).then(() => undefined, problemOf);
    if (problem?.status !== 412) return 'the server pins no ETag: flowrun looks again before it completes';
  } finally {
    await retry(what, signal, () => litter.abortUpload(uploadId, uncut()));
  }
}
