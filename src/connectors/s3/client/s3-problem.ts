import { entryOf } from './error-table.ts';
import type { ErrorClass } from './error-table.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * What an error of the SDK or of the network means for us, in plain words.
 */
export interface S3Problem {
  /** `transient`: the same request may well succeed later. `aborted`: we gave it up ourselves. */
  readonly kind: 'transient' | 'permanent' | 'aborted';
  /** Finer than `kind`. */
  readonly class: ErrorClass;
  /** S3's code (`AccessDenied`), that of the network (`ECONNRESET`), or the name of the error. */
  readonly code: string;
  readonly status: number | undefined;
  /** The request may have been carried out although it failed: to be settled by looking. */
  readonly mayHaveActed: boolean;
  /** When it comes more often than this, one after another, it is permanent. */
  readonly maxInARow: number;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** "access denied … (AccessDenied, HTTP 403, request 4442587FB7D0A2F9)". */
  readonly words: string;
  /** The region in which the bucket is, when S3 says so. */
  readonly bucketRegion: string | undefined;
}

/** Looks at anything that was thrown. */
export function problemOf(error: unknown): S3Problem {
  const facts = factsOf(error);
  const { code, status } = facts;
  const entry = entryOf(code, status);
  return {
    kind: code === 'AbortError' ? 'aborted' : entry.class === 'permanent' ? 'permanent' : 'transient',
    class: entry.class,
    code,
    status,
    mayHaveActed: mayHaveActed(entry.class, code, status),
    maxInARow: entry.maxInARow ?? Infinity,
    retryAfterMs: facts.retryAfterMs,
    words: wordsOf(facts, entry.words),
    bucketRegion: facts.bucketRegion,
  };
}

/** A proxy that says 503 by itself may have passed the request on before; S3's own SlowDown means that it did not. */
function mayHaveActed(errorClass: ErrorClass, code: string, status: number | undefined): boolean {
  if (errorClass === 'network' || errorClass === 'server' || code === 'ServiceUnavailable') return true;
  return code === 'Unknown' && status !== undefined && status >= 500;
}

interface ErrorFacts {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly bucketRegion: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** The shapes that the SDK's errors have, all of it optional. */
interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly Region?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function factsOf(error: unknown): ErrorFacts {
  if (typeof error !== 'object' || error === null) {
    return {
      code: 'Unknown',
      status: undefined,
      message: String(error),
      requestId: undefined,
      bucketRegion: undefined,
      retryAfterMs: undefined,
    };
  }
  // Every field of SdkError is optional and is looked at before it is used.
  const sdk = error as SdkError;
  const name = typeof sdk.name === 'string' ? sdk.name : 'Unknown';
  const networkCode = typeof sdk.code === 'string' ? sdk.code : undefined;
  const isNamed = name !== 'Error' && name !== 'TimeoutError';
  return {
    code: isNamed ? name : (networkCode ?? name),
    status: sdk.$metadata?.httpStatusCode,
    message: typeof sdk.message === 'string' ? sdk.message : '',
    requestId: sdk.$metadata?.requestId,
    bucketRegion: sdk.$response?.headers?.['x-amz-bucket-region'] ?? asText(sdk.Region),
    retryAfterMs: retryAfterMs(sdk.$response?.headers),
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wordsOf({ code, status, message, requestId }: ErrorFacts, known: string | undefined): string {
  const details = [
    code,
    status === undefined ? '' : `HTTP ${status}`,
    requestId ? `request ${requestId}` : '',
  ];
  const meaning = meaningOf({ code, status, message }, known);
  return `${meaning} (${details.filter((detail) => detail !== '').join(', ')})`;
}

function meaningOf(
  { code, status, message }: Pick<ErrorFacts, 'code' | 'status' | 'message'>,
  known: string | undefined,
): string {
  // Some servers send no message, and the SDK then makes one up from the code.
  const said = message === '' || message === code || message === 'UnknownError' ? undefined : message;
  if (known === undefined) return said ?? 'S3 refused it';
  // What is wrong inside the server, nobody but the server can tell.
  const isServers = code === 'InternalError' || (status !== undefined && status >= 500);
  return isServers && said !== undefined ? `${known}: ${said}` : known;
}
