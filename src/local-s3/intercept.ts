import type { IncomingHttpHeaders } from 'node:http';

/** A request that was let in, shown to `intercept` before anything is done about it. */
export interface InterceptedRequest {
  /** As in Amazon's API reference: `PutObject`, `UploadPart`, `CompleteMultipartUpload` … */
  readonly operation: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}

/** What to do instead of answering as usual. */
export type Interception =
  /** Answer with this error and do nothing. A status of 200 gives S3's "error in the body of a success". */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Reset the connection: `before` anything is done, or `after`, so that only the answer is lost. */
  | { readonly kind: 'destroy'; readonly when: 'before' | 'after' };

/**
 * Lets tests spoil chosen requests. Called once for each request that passed the signature check, in order of arrival;
 * undefined lets it go on. The request waits for a promise, which is how a slow service is made without a clock.
 */
export type Intercept = (
  request: InterceptedRequest,
) => Interception | undefined | Promise<Interception | undefined>;
