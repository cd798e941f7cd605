import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { BucketStore, ByteRange, ObjectHead } from './bucket-store.ts';
import type { ListedObject } from './change.ts';
import { failureOfReading } from './problems.ts';

/** What came of reading a piece of an object. */
export type ReadResult =
  | { readonly kind: 'read'; readonly blocks: readonly Buffer[]; readonly head: ObjectHead }
  /** It is not there any more in this state: removed, or replaced. */
  | { readonly kind: 'lost'; readonly reason: 'vanished' | 'replaced' }
  /** S3 does not give it out: forbidden, archived. */
  | { readonly kind: 'refused'; readonly words: string };

export interface ObjectReader {
  readonly store: BucketStore;
  readonly bucket: string;
  readonly retry: Retry;
}

/** A large object is read in pieces of so many bytes, several at a time. */
export const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * The bytes of a piece are held in blocks of so many: memory of this size is used again when it has been freed, while larger
 * blocks come from the system each time, page by page. They begin and end at the same bytes whatever the network does.
 */
const BLOCK_BYTES = 256 * 1024;

/** The pieces of an object from byte `start` on; an empty object has one without bytes. */
export function* piecesOf(object: ListedObject, start = 0): Generator<ByteRange> {
  let at = start;
  do {
    const end = Math.min(object.size, at + PIECE_BYTES);
    yield { start: at, end };
    at = end;
  } while (at < object.size);
}

/**
 * Reads a piece of this very state of an object. When the connection breaks it goes on at the byte. Rejects with
 * FlowFailure for what would go wrong with every object, and when retries are used up.
 */
export async function readPiece(
  reader: ObjectReader,
  object: ListedObject,
  range: ByteRange,
  signal: AbortSignal,
): Promise<ReadResult> {
  const blocks = new Blocks(range.end - range.start);
  const action = async (): Promise<ReadResult> => {
    const answer = await reader.store.get(
      object,
      { start: range.start + blocks.length, end: range.end },
      signal,
    );
    if (isAnother(answer.head, object)) {
      answer.destroy();
      return { kind: 'lost', reason: 'replaced' };
    }
    for await (const chunk of answer.body) {
      if (!blocks.add(chunk)) throw garbled('it has more bytes than the listing says');
    }
    if (!blocks.isFull) throw garbled('it ended early');
    return { kind: 'read', blocks: blocks.blocks, head: answer.head };
  };
  return attempt(reader, object, signal, action);
}

/** The same for what is beside the bytes. */
export async function readHead(
  reader: ObjectReader,
  object: ListedObject,
  signal: AbortSignal,
): Promise<ReadResult> {
  return attempt(reader, object, signal, async () => {
    const head = await reader.store.head(object, signal);
    if (isAnother(head, object)) return { kind: 'lost', reason: 'replaced' };
    return { kind: 'read', blocks: [], head };
  });
}

/** So many bytes, as they come. */
class Blocks {
  readonly blocks: Buffer[] = [];
  readonly #total: number;
  length = 0;

  constructor(total: number) {
    this.#total = total;
  }

  get isFull(): boolean {
    return this.length === this.#total;
  }

  /** False when these are too many. */
  add(chunk: Uint8Array): boolean {
    if (this.length + chunk.length > this.#total) return false;
    for (let taken = 0; taken < chunk.length;) {
      const at = this.length % BLOCK_BYTES;
      if (at === 0)
        this.blocks.push(Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, this.#total - this.length)));
      const block = this.blocks.at(-1)!;
      const count = Math.min(chunk.length - taken, block.length - at);
      block.set(count === chunk.length ? chunk : chunk.subarray(taken, taken + count), at);
      taken += count;
      this.length += count;
    }
    return true;
  }
}

/** There are servers that do not look at the condition. */
function isAnother(head: ObjectHead, object: ListedObject): boolean {
  return object.etag !== '' && head.etag !== '' && head.etag !== object.etag;
}

async function attempt(
  { bucket, retry }: ObjectReader,
  object: ListedObject,
  signal: AbortSignal,
  action: () => Promise<ReadResult>,
): Promise<ReadResult> {
  try {
    return await retry(`reading \`${object.key}\` in bucket \`${bucket}\``, signal, action);
  } catch (error) {
    if (signal.aborted) throw error;
    const result = resultOf(error);
    if (result === null) throw failureOfReading(error, bucket, object.key);
    return result;
  }
}

/** Refusals that have nothing to do with this one object. */
const ABOUT_US: readonly string[] = [
  'AccountProblem',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
  'InvalidAccessKeyId',
  'InvalidToken',
  'NoSuchBucket',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

/** What an error says about the object; null when it says nothing about that. */
function resultOf(error: unknown): ReadResult | null {
  const problem = problemOf(error);
  if (problem.class !== 'permanent' || ABOUT_US.includes(problem.code)) return null;
  switch (problem.status) {
    // A version that is a delete marker by now is 405 (API reference, GetObject).
    case 404:
    case 405:
      return { kind: 'lost', reason: 'vanished' };
    case 412:
      return { kind: 'lost', reason: 'replaced' };
    // Forbidden, archived (InvalidObjectState), or encrypted with a key that we do not have.
    case 400:
    case 403:
      return { kind: 'refused', words: problem.words };
    default:
      return null;
  }
}

function garbled(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
