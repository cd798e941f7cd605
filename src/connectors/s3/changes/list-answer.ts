import type { ListObjectVersionsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { PageEntry } from './page-entries.ts';
import { cutEntries } from './page-entries.ts';

/** What stands in the answer to a listing, as it came. */
export type ListAnswer<N extends string> =
  | { readonly kind: 'entries'; readonly entries: readonly PageEntry<N>[] }
  /** It is the SDK that has read the entries; `order` is of which kind each of them is. */
  | { readonly kind: 'parsed'; readonly order: readonly N[] };

/** What a request of the SDK is answered with, below its parser. */
interface RawAnswer {
  readonly response: { readonly statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
}

/**
 * Reads the entries of a listing in front of the SDK, which gets the rest of the answer. That takes a fraction of the time;
 * and the answer to ListObjectVersions is one list, whose order is the only one that versions have (dates are of whole seconds), while
 * the SDK sorts it into two, versions and delete markers. The result is called when the command has succeeded.
 */
export function watchListing<N extends string>(
  command: ListObjectsV2Command | ListObjectVersionsCommand,
  kinds: readonly N[],
): () => ListAnswer<N> {
  let answer: ListAnswer<N> = { kind: 'entries', entries: [] };
  const tag = new RegExp(`<(${kinds.join('|')})>`, 'g');
  // Both take this middleware; their types differ in what it is given, which it only hands on.
  const { middlewareStack }: Pick<ListObjectVersionsCommand, 'middlewareStack'> = command;
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      // Between the parser and the connection there is nothing but raw answers.
      const { response } = result as unknown as RawAnswer;
      if (response.statusCode !== 200 || response.body instanceof Uint8Array) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const text = body.toString('utf8');
      const cut = cutEntries(text, kinds);
      if (cut === null) {
        // In text a `<` is escaped: these are elements.
        const order = Array.from(text.matchAll(tag), ([, kind]) => kind as N);
        answer = { kind: 'parsed', order };
        response.body = body;
      } else {
        answer = { kind: 'entries', entries: cut.entries };
        response.body = Buffer.from(cut.rest);
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'watchListing' },
  );
  return () => answer;
}

/** What the SDK says of an entry, and whether it is a delete marker. */
export interface ListedEntry extends ParsedEntry {
  readonly isDeleteMarker: boolean;
}

interface ParsedEntry {
  readonly Key?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly ETag?: string | undefined;
  readonly Size?: number | undefined;
  readonly StorageClass?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly Owner?: { readonly ID?: string | undefined } | undefined;
}

/** The entries in the order of the answer; `objects` and `markers` are what the SDK has found. */
export function entriesIn(
  answer: ListAnswer<'Contents' | 'Version' | 'DeleteMarker'>,
  objects: readonly ParsedEntry[] = [],
  markers: readonly ParsedEntry[] = [],
): readonly ListedEntry[] {
  if (answer.kind === 'entries') return answer.entries.map(entryOf);
  let object = 0;
  let marker = 0;
  const entries = answer.order.map((kind) =>
    kind === 'DeleteMarker'
      ? { ...markers[marker++], isDeleteMarker: true }
      : { ...objects[object++], isDeleteMarker: false },
  );
  if (object === objects.length && marker === markers.length) return entries;
  throw Object.assign(new Error('the answer to a listing cannot be understood'), { code: 'GarbledAnswer' });
}

function entryOf({ kind, fields }: PageEntry<string>): ListedEntry {
  const date = fields.get('LastModified');
  const size = fields.get('Size');
  const owner = fields.get('Owner');
  return {
    Key: fields.get('Key'),
    LastModified: date === undefined ? undefined : new Date(date),
    ETag: fields.get('ETag'),
    Size: size === undefined ? undefined : Number(size),
    StorageClass: fields.get('StorageClass'),
    VersionId: fields.get('VersionId'),
    Owner: owner === undefined ? undefined : { ID: owner },
    isDeleteMarker: kind === 'DeleteMarker',
  };
}
