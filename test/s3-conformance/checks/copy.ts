import { CopyObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { CopyObjectCommandInput, CopyObjectCommandOutput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import { md5Hex, quoted, refused } from '../expectations.ts';
import { escapedPath } from '../ground.ts';
import type { Ground } from '../ground.ts';

const RIGHT = quoted(md5Hex('body'));
const WRONG = quoted(md5Hex('something else'));
const LONG_AGO = new Date('2001-01-01T00:00:00Z');

function copy(
  ground: Ground,
  from: string,
  to: string,
  more: Partial<CopyObjectCommandInput> = {},
): Promise<CopyObjectCommandOutput> {
  const CopySource = ground.path(from).slice(1);
  return ground.client.send(new CopyObjectCommand({ ...ground.at(to), CopySource, ...more }));
}

const CONDITIONS: readonly [name: string, conditions: Partial<CopyObjectCommandInput>, status: number][] = [
  ['if-match/hit', { CopySourceIfMatch: RIGHT }, 200],
  ['if-match/miss', { CopySourceIfMatch: WRONG }, 412],
  ['if-none-match/hit', { CopySourceIfNoneMatch: RIGHT }, 412],
  ['if-none-match/miss', { CopySourceIfNoneMatch: WRONG }, 200],
  ['if-modified-since/modified', { CopySourceIfModifiedSince: LONG_AGO }, 200],
  ['if-unmodified-since/modified', { CopySourceIfUnmodifiedSince: LONG_AGO }, 412],
];

export const copyChecks = [
  check(
    'copy/bytes',
    'CopyObject copies the bytes and answers with ETag and LastModified',
    async (ground) => {
      const bytes = someBytes(200_000);
      await ground.put('a', bytes);
      const { CopyObjectResult } = await copy(ground, 'a', 'b');
      expect(CopyObjectResult?.ETag).toBe(quoted(md5Hex(bytes)));
      expect(CopyObjectResult?.LastModified).toBeInstanceOf(Date);
      expect((await ground.read('b')).equals(bytes)).toBe(true);
    },
  ),

  check('copy/empty', 'An empty object is copied', async (ground) => {
    await ground.put('a');
    await copy(ground, 'a', 'b');
    expect(await ground.read('b')).toHaveLength(0);
  }),

  check('copy/independent', 'A copy stays when its source is overwritten', async (ground) => {
    await ground.put('a', 'first');
    await copy(ground, 'a', 'b');
    await ground.put('a', 'second');
    expect((await ground.read('b')).toString()).toBe('first');
  }),

  check('copy/metadata/default', 'Without a directive, headers and metadata are copied', async (ground) => {
    await ground.put('a', 'body', { ContentType: 'text/plain', Metadata: { x: '1' } });
    await copy(ground, 'a', 'b', { ContentType: 'text/html', Metadata: { y: '2' } });
    const head = await ground.client.send(new HeadObjectCommand(ground.at('b')));
    expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { x: '1' } });
    expect(head.Metadata).not.toHaveProperty('y');
  }),

  check(
    'copy/metadata/replace',
    'With REPLACE, headers and metadata are those of the request',
    async (ground) => {
      await ground.put('a', 'body', { ContentType: 'text/plain', Metadata: { x: '1' } });
      const more = { MetadataDirective: 'REPLACE', ContentType: 'text/html', Metadata: { y: '2' } } as const;
      await copy(ground, 'a', 'b', more);
      const head = await ground.client.send(new HeadObjectCommand(ground.at('b')));
      expect(head).toMatchObject({ ContentType: 'text/html', Metadata: { y: '2' } });
      expect(head.Metadata).not.toHaveProperty('x');
    },
  ),

  check(
    'copy/metadata/unknown-directive',
    'A metadata directive that is none is InvalidArgument',
    async (ground) => {
      await ground.put('a', 'body');
      // Not one of the SDK's values: that is what is checked.
      const MetadataDirective = 'MERGE' as 'COPY';
      await refused(copy(ground, 'a', 'b', { MetadataDirective }), 400, 'InvalidArgument');
    },
  ),

  check('copy/itself', 'A copy onto itself that changes nothing is InvalidRequest', async (ground) => {
    await ground.put('a', 'body');
    await refused(copy(ground, 'a', 'a'), 400, 'InvalidRequest');
  }),

  check('copy/itself/replace', 'A copy onto itself with REPLACE changes the metadata', async (ground) => {
    await ground.put('a', 'body', { Metadata: { x: '1' } });
    await copy(ground, 'a', 'a', { MetadataDirective: 'REPLACE', Metadata: { x: '2' } });
    const { Metadata } = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(Metadata).toEqual({ x: '2' });
    expect((await ground.read('a')).toString()).toBe('body');
  }),

  check('copy/missing', 'A copy of no object is NoSuchKey', async (ground) => {
    await refused(copy(ground, 'a', 'b'), 404, 'NoSuchKey');
  }),

  check('copy/missing-bucket', 'A copy from no bucket is NoSuchBucket', async (ground) => {
    await refused(copy(ground, 'a', 'b', { CopySource: `${ground.bucketName()}/a` }), 404, 'NoSuchBucket');
  }),

  check('copy/other-bucket', 'A copy may go to another bucket', async (ground) => {
    await ground.put('a', 'body');
    const Bucket = await ground.freshBucket();
    await copy(ground, 'a', 'b', { Bucket });
    expect((await ground.read('b', { Bucket })).toString()).toBe('body');
  }),

  check('copy/escaped-source', 'The source is URL-encoded: any key can be copied', async (ground) => {
    const name = 'ä +%&?=#/ü €.txt';
    await ground.put(name, 'body');
    await copy(ground, name, 'b', { CopySource: escapedPath(ground.bucket, `${ground.prefix}${name}`) });
    expect((await ground.read('b')).toString()).toBe('body');
  }),

  ...CONDITIONS.map(([name, conditions, status]) =>
    check(
      `copy/condition/${name}`,
      `A copy with ${Object.keys(conditions).join()}: ${name} is ${status}`,
      async (ground) => {
        await ground.put('a', 'body');
        const copied = copy(ground, 'a', 'b', conditions);
        if (status === 200) expect((await copied).CopyObjectResult?.ETag).toBe(RIGHT);
        else await refused(copied, status, 'PreconditionFailed');
      },
    ),
  ),

  check('copy/tags/default', 'Tags are copied', async (ground) => {
    await ground.put('a', 'body', { Tagging: 'x=1' });
    await copy(ground, 'a', 'b');
    const { TagSet } = await ground.client.send(new GetObjectTaggingCommand(ground.at('b')));
    expect(TagSet).toEqual([{ Key: 'x', Value: '1' }]);
  }),

  check(
    'copy/tags/replace',
    'With TaggingDirective REPLACE, the tags are those of the request',
    async (ground) => {
      await ground.put('a', 'body', { Tagging: 'x=1' });
      await copy(ground, 'a', 'b', { TaggingDirective: 'REPLACE', Tagging: 'y=2' });
      const { TagSet } = await ground.client.send(new GetObjectTaggingCommand(ground.at('b')));
      expect(TagSet).toEqual([{ Key: 'y', Value: '2' }]);
    },
  ),

  check('copy/checksum', 'A copy can be given a checksum of another algorithm', async (ground) => {
    await ground.put('a', '123456789');
    const { CopyObjectResult } = await copy(ground, 'a', 'b', { ChecksumAlgorithm: 'CRC32C' });
    expect(CopyObjectResult?.ChecksumCRC32C).toBe('4waSgw==');
  }),
];
