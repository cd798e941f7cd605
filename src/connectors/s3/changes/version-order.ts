import type { ListObjectVersionsCommand } from '@aws-sdk/client-s3';

/** Which kind each entry of a page of versions is, in the order of the page. */
export type VersionKinds = readonly ('Version' | 'DeleteMarker')[];

/** What a request of the SDK is answered with, below its parser. */
interface RawAnswer {
  readonly response: { readonly statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
}

/**
 * The answer to ListObjectVersions is one list, and its order is the only one that versions have: dates are of whole
 * seconds. The SDK sorts it into two, versions and delete markers. So the kinds are read from the answer itself, in front
 * of the SDK. The result is called when the command has succeeded.
 */
export function watchVersionOrder(command: ListObjectVersionsCommand): () => VersionKinds {
  let kinds: VersionKinds = [];
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      // Between the parser and the connection there is nothing but raw answers.
      const { response } = result as unknown as RawAnswer;
      if (response.statusCode !== 200 || response.body instanceof Uint8Array) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      // In text a `<` is escaped: these are elements.
      const elements = body.toString('latin1').matchAll(/<(Version|DeleteMarker)>/g);
      kinds = Array.from(elements, ([, kind]) => kind as VersionKinds[number]);
      response.body = body;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'watchVersionOrder' },
  );
  return () => kinds;
}

/** Puts the two lists together again. */
export function inOrder<T>(kinds: VersionKinds, versions: readonly T[], markers: readonly T[]): readonly T[] {
  let version = 0;
  let marker = 0;
  const ordered = kinds.map((kind) => (kind === 'Version' ? versions[version++] : markers[marker++]));
  const isWhole = version === versions.length && marker === markers.length;
  if (!isWhole || ordered.includes(undefined)) {
    throw Object.assign(new Error('the answer to ListObjectVersions cannot be understood'), {
      code: 'GarbledAnswer',
    });
  }
  // None of them is undefined, as was just seen.
  return ordered as T[];
}
