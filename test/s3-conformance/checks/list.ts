import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListObjectsCommandInput, ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import { expectRefusal, md5Hex, quoted } from '../expectations.ts';
import type { Ground } from '../ground.ts';

type Page = { readonly keys: readonly string[]; readonly prefixes: readonly string[] };

async function putAll(ground: Ground, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => ground.put(name)));
}

async function listV2(ground: Ground, more: Partial<ListObjectsV2CommandInput> = {}) {
  const input = { Bucket: ground.bucket, Prefix: ground.prefix, ...more };
  const answer = await ground.client.send(new ListObjectsV2Command(input));
  return { answer, ...pageOf(ground, answer) };
}

async function listV1(ground: Ground, more: Partial<ListObjectsCommandInput> = {}) {
  const input = { Bucket: ground.bucket, Prefix: ground.prefix, ...more };
  const answer = await ground.client.send(new ListObjectsCommand(input));
  return { answer, ...pageOf(ground, answer) };
}

/** Keys and common prefixes without the prefix of the check. */
function pageOf(
  ground: Ground,
  answer: { readonly Contents?: { Key?: string }[]; readonly CommonPrefixes?: { Prefix?: string }[] },
): Page {
  const short = (text: string | undefined) => text!.slice(ground.prefix.length);
  return {
    keys: (answer.Contents ?? []).map(({ Key }) => short(Key)),
    prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => short(Prefix)),
  };
}

/** In the order of their UTF-8 bytes; in UTF-16 the last two would be the other way round. */
const IN_BYTE_ORDER = ['!', 'A', 'B', 'a', 'a/', 'a/b', 'a0', 'z', '~', 'é', '\uFF5E', '\u{1F600}'];
const TREE = ['a', 'dir/1', 'dir/2', 'dir/sub/3', 'e', 'other/4'];

export const listV2Checks = [
  check('list-v2/order', 'Keys are listed in the order of their UTF-8 bytes', async (ground) => {
    await putAll(ground, IN_BYTE_ORDER.toReversed());
    expect((await listV2(ground)).keys).toEqual(IN_BYTE_ORDER);
  }),

  check('list-v2/fields', 'Each object comes with size, ETag, time and storage class', async (ground) => {
    await ground.put('a', 'hello');
    const { answer } = await listV2(ground);
    expect(answer.Contents).toMatchObject([
      {
        Size: 5,
        ETag: quoted(md5Hex('hello')),
        LastModified: expect.any(Date) as unknown,
        StorageClass: 'STANDARD',
      },
    ]);
  }),

  check(
    'list-v2/echo',
    'The answer repeats bucket, prefix, delimiter, max-keys, and counts its keys',
    async (ground) => {
      await putAll(ground, TREE);
      const { answer } = await listV2(ground, { Delimiter: '/', MaxKeys: 50 });
      const expected = { Name: ground.bucket, Prefix: ground.prefix, Delimiter: '/', MaxKeys: 50 };
      // KeyCount includes the common prefixes: a, dir/, e, other/.
      expect(answer).toMatchObject({ ...expected, KeyCount: 4, IsTruncated: false });
    },
  ),

  check('list-v2/prefix', 'Only keys with the prefix are listed', async (ground) => {
    await putAll(ground, TREE);
    const { keys } = await listV2(ground, { Prefix: `${ground.prefix}dir/` });
    expect(keys).toEqual(['dir/1', 'dir/2', 'dir/sub/3']);
  }),

  check('list-v2/prefix/none', 'A prefix that no key has gives an empty list', async (ground) => {
    const { answer, keys } = await listV2(ground, { Prefix: `${ground.prefix}none` });
    expect(keys).toEqual([]);
    expect(answer).toMatchObject({ KeyCount: 0, IsTruncated: false });
  }),

  check(
    'list-v2/delimiter',
    'Keys are rolled up to the delimiter that follows the prefix',
    async (ground) => {
      await putAll(ground, TREE);
      expect(await listV2(ground, { Delimiter: '/' })).toMatchObject({
        keys: ['a', 'e'],
        prefixes: ['dir/', 'other/'],
      });
      const below = await listV2(ground, { Delimiter: '/', Prefix: `${ground.prefix}dir/` });
      expect(below).toMatchObject({ keys: ['dir/1', 'dir/2'], prefixes: ['dir/sub/'] });
    },
  ),

  check('list-v2/delimiter/longer', 'The delimiter may be several characters', async (ground) => {
    await putAll(ground, ['a--b', 'a-b', 'c--d--e']);
    expect(await listV2(ground, { Delimiter: '--' })).toMatchObject({
      keys: ['a-b'],
      prefixes: ['a--', 'c--'],
    });
  }),

  check('list-v2/pages', 'Pages of max-keys follow one another without gap or repetition', async (ground) => {
    const names = Array.from({ length: 7 }, (_, n) => `k${n}`);
    await putAll(ground, names);
    const keys: string[] = [];
    const sizes: number[] = [];
    let token: string | undefined;
    do {
      const page = await listV2(ground, { MaxKeys: 3, ContinuationToken: token });
      keys.push(...page.keys);
      sizes.push(page.keys.length);
      expect(page.answer.IsTruncated).toBe(page.answer.NextContinuationToken !== undefined);
      token = page.answer.NextContinuationToken;
    } while (token !== undefined && sizes.length < 9);
    expect({ keys, sizes }).toEqual({ keys: names, sizes: [3, 3, 1] });
  }),

  check(
    'list-v2/pages/prefixes',
    'A common prefix counts as one key of a page, and comes once',
    async (ground) => {
      await putAll(ground, TREE);
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await listV2(ground, { MaxKeys: 1, Delimiter: '/', ContinuationToken: token });
        seen.push(...page.keys, ...page.prefixes);
        token = page.answer.NextContinuationToken;
      } while (token !== undefined && seen.length < 9);
      expect(seen).toEqual(['a', 'dir/', 'e', 'other/']);
    },
  ),

  check('list-v2/pages/exact', 'A page that ends with the last key is not truncated', async (ground) => {
    await putAll(ground, ['a', 'b']);
    const { answer } = await listV2(ground, { MaxKeys: 2 });
    expect(answer.IsTruncated).toBe(false);
    expect(answer.NextContinuationToken).toBeUndefined();
  }),

  check('list-v2/pages/zero', 'max-keys 0 gives no key and is not truncated', async (ground) => {
    await putAll(ground, ['a']);
    const { answer, keys } = await listV2(ground, { MaxKeys: 0 });
    expect(keys).toEqual([]);
    expect(answer.IsTruncated).toBe(false);
  }),

  check('list-v2/max-keys/bad', 'max-keys that is no number is InvalidArgument', async (ground) => {
    const path = `/${ground.bucket}?list-type=2&max-keys=many`;
    expectRefusal(await ground.raw({ path }), 400, 'InvalidArgument');
  }),

  check('list-v2/start-after', 'start-after begins behind that key, be it there or not', async (ground) => {
    await putAll(ground, ['a', 'b', 'c']);
    expect((await listV2(ground, { StartAfter: `${ground.prefix}a` })).keys).toEqual(['b', 'c']);
    expect((await listV2(ground, { StartAfter: `${ground.prefix}aa` })).keys).toEqual(['b', 'c']);
    expect((await listV2(ground, { StartAfter: `${ground.prefix}c` })).keys).toEqual([]);
  }),

  check('list-v2/token/bad', 'A continuation token that is none is InvalidArgument', async (ground) => {
    const path = `/${ground.bucket}?list-type=2&continuation-token=nonsense%21`;
    expectRefusal(await ground.raw({ path }), 400, 'InvalidArgument');
  }),

  check('list-v2/encoding', 'encoding-type url escapes keys and prefixes', async (ground) => {
    await putAll(ground, ['a b+ü', 'd/é/x']);
    const prefix = encodeURIComponent(ground.prefix);
    const path = `/${ground.bucket}?list-type=2&encoding-type=url&delimiter=%C3%A9&prefix=${prefix}`;
    const { body } = await ground.raw({ path });
    expect(body).toContain('<EncodingType>url</EncodingType>');
    expect(body).toMatch(/<Key>[^<]*a(\+|%20)b%2B%C3%BC<\/Key>/);
    expect(body).toMatch(/<Prefix>[^<]*d(\/|%2F)%C3%A9<\/Prefix>/);
  }),

  check('list-v2/owner', 'The owner is told to those who ask with fetch-owner', async (ground) => {
    await ground.put('a');
    expect((await listV2(ground)).answer.Contents?.[0]?.Owner).toBeUndefined();
    expect((await listV2(ground, { FetchOwner: true })).answer.Contents?.[0]?.Owner?.ID).toBeTypeOf('string');
  }),

  check('list-v2/after-write', 'A listing shows every write and delete that was answered', async (ground) => {
    for (let round = 0; round < 5; round++) {
      await ground.put(`k${round}`);
      expect((await listV2(ground)).keys).toContain(`k${round}`);
    }
  }),
];

export const listV1Checks = [
  check('list-v1/order', 'ListObjects lists in the order of UTF-8 bytes', async (ground) => {
    await putAll(ground, IN_BYTE_ORDER.toReversed());
    expect((await listV1(ground)).keys).toEqual(IN_BYTE_ORDER);
  }),

  check('list-v1/delimiter', 'Keys are rolled up to the delimiter', async (ground) => {
    await putAll(ground, TREE);
    expect(await listV1(ground, { Delimiter: '/' })).toMatchObject({
      keys: ['a', 'e'],
      prefixes: ['dir/', 'other/'],
    });
  }),

  check('list-v1/pages', 'The last key of a page is the marker of the next', async (ground) => {
    await putAll(ground, ['a', 'b', 'c', 'd', 'e']);
    const first = await listV1(ground, { MaxKeys: 2 });
    expect(first.keys).toEqual(['a', 'b']);
    expect(first.answer.IsTruncated).toBe(true);
    const second = await listV1(ground, { MaxKeys: 3, Marker: `${ground.prefix}b` });
    expect(second.keys).toEqual(['c', 'd', 'e']);
    expect(second.answer.IsTruncated).toBe(false);
  }),

  check('list-v1/next-marker', 'NextMarker is there with a delimiter, and leads on', async (ground) => {
    await putAll(ground, TREE);
    const first = await listV1(ground, { MaxKeys: 2, Delimiter: '/' });
    expect(first).toMatchObject({ keys: ['a'], prefixes: ['dir/'] });
    const second = await listV1(ground, { MaxKeys: 2, Delimiter: '/', Marker: first.answer.NextMarker! });
    expect(second).toMatchObject({ keys: ['e'], prefixes: ['other/'] });
  }),

  check('list-v1/next-marker/no-delimiter', 'Without a delimiter there is no NextMarker', async (ground) => {
    await putAll(ground, ['a', 'b']);
    expect((await listV1(ground, { MaxKeys: 1 })).answer.NextMarker).toBeUndefined();
  }),

  check('list-v1/owner', 'Each object comes with its owner', async (ground) => {
    await ground.put('a');
    expect((await listV1(ground)).answer.Contents?.[0]?.Owner?.ID).toBeTypeOf('string');
  }),

  check('list-v1/empty', 'An empty bucket has an empty list', async (ground) => {
    const Bucket = await ground.freshBucket();
    const { answer, keys } = await listV1(ground, { Bucket, Prefix: undefined });
    expect(keys).toEqual([]);
    expect(answer.IsTruncated).toBe(false);
  }),
];
