import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import {
  PART_BYTES,
  expectRefusal,
  md5Hex,
  quoted,
  refused,
  sendPart,
  startUpload,
} from '../expectations.ts';
import type { StartedUpload } from '../expectations.ts';
import type { Ground } from '../ground.ts';

const LARGE_PART = someBytes(PART_BYTES);

function complete(ground: Ground, upload: StartedUpload, Parts: CompletedPart[]) {
  return ground.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
}

function abort(ground: Ground, upload: StartedUpload) {
  return ground.client.send(new AbortMultipartUploadCommand(upload));
}

/** An upload of a large part 1 and a small part 2. */
async function uploadTwoParts(ground: Ground, name = 'a') {
  const upload = await startUpload(ground.client, ground.at(name));
  const parts = [
    await sendPart(ground.client, upload, 1, LARGE_PART),
    await sendPart(ground.client, upload, 2, 'end'),
  ];
  return { upload, parts };
}

function multipartEtag(parts: readonly (Buffer | string)[]): string {
  return quoted(
    `${md5Hex(Buffer.concat(parts.map((part) => Buffer.from(md5Hex(part), 'hex'))))}-${parts.length}`,
  );
}

export const multipartChecks = [
  check('multipart/bytes', 'The object is its parts one after another', async (ground) => {
    const { upload, parts } = await uploadTwoParts(ground);
    await complete(ground, upload, parts);
    expect((await ground.read('a')).equals(Buffer.concat([LARGE_PART, Buffer.from('end')]))).toBe(true);
  }),

  check(
    'multipart/large',
    'An object of 12 MiB in three parts that were sent at once, the last first',
    async (ground) => {
      const bytes = someBytes(12 * 1024 * 1024, 7);
      const upload = await startUpload(ground.client, ground.at('a'));
      const parts = await Promise.all(
        [3, 2, 1].map((n) =>
          sendPart(ground.client, upload, n, bytes.subarray((n - 1) * PART_BYTES, n * PART_BYTES)),
        ),
      );
      await complete(ground, upload, parts.reverse());
      expect((await ground.read('a')).equals(bytes)).toBe(true);
    },
  ),

  check('multipart/one-small-part', 'A single part may be small', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await complete(ground, upload, [await sendPart(ground.client, upload, 1, 'x')]);
    expect((await ground.read('a')).toString()).toBe('x');
  }),

  check('multipart/empty-part', 'A single part may be empty', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await complete(ground, upload, [await sendPart(ground.client, upload, 1, '')]);
    expect(await ground.read('a')).toHaveLength(0);
  }),

  check(
    'multipart/attributes',
    'Headers, metadata and tags of create are those of the object',
    async (ground) => {
      const attributes = { ContentType: 'text/csv', Metadata: { x: '1' }, CacheControl: 'no-store' };
      const upload = await startUpload(ground.client, { ...ground.at('a'), ...attributes });
      await complete(ground, upload, [await sendPart(ground.client, upload, 1, 'x')]);
      expect(await ground.client.send(new HeadObjectCommand(ground.at('a')))).toMatchObject(attributes);
    },
  ),

  check('multipart/invisible', 'Nothing is seen of an upload until it is complete', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const part = await sendPart(ground.client, upload, 1, 'x');
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
    const list = new ListObjectsV2Command({ Bucket: ground.bucket, Prefix: ground.prefix });
    expect((await ground.client.send(list)).KeyCount).toBe(0);
    await complete(ground, upload, [part]);
    expect((await ground.client.send(list)).KeyCount).toBe(1);
  }),

  check('multipart/part/etag', 'The ETag of a part is its MD5 in quotes', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    expect((await sendPart(ground.client, upload, 1, 'x')).ETag).toBe(quoted(md5Hex('x')));
  }),

  check('multipart/part/again', 'A part that is sent again replaces the one before', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await sendPart(ground.client, upload, 1, 'first');
    await complete(ground, upload, [await sendPart(ground.client, upload, 1, 'second')]);
    expect((await ground.read('a')).toString()).toBe('second');
  }),

  ...['0', '10001', 'x'].map((number) =>
    check(`multipart/part/number/${number}`, `Part number ${number} is InvalidArgument`, async (ground) => {
      const { UploadId } = await startUpload(ground.client, ground.at('a'));
      const path = `${ground.path('a')}?partNumber=${number}&uploadId=${encodeURIComponent(UploadId)}`;
      expectRefusal(await ground.raw({ method: 'PUT', path, body: 'x' }), 400, 'InvalidArgument');
    }),
  ),

  check('multipart/part/number/gaps', 'Part numbers may have gaps, up to 10000', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const parts = [
      await sendPart(ground.client, upload, 7, LARGE_PART),
      await sendPart(ground.client, upload, 10_000, 'end'),
    ];
    await complete(ground, upload, parts);
    expect((await ground.read('a')).subarray(PART_BYTES).toString()).toBe('end');
  }),

  check('multipart/part/unknown-upload', 'A part of no upload is NoSuchUpload', async (ground) => {
    const upload = { ...ground.at('a'), UploadId: 'nobody-knows-it' };
    await refused(sendPart(ground.client, upload, 1, 'x'), 404, 'NoSuchUpload');
  }),

  check('multipart/part/other-key', 'An upload id belongs to its key', async (ground) => {
    const { UploadId } = await startUpload(ground.client, ground.at('a'));
    await refused(sendPart(ground.client, { ...ground.at('b'), UploadId }, 1, 'x'), 404, 'NoSuchUpload');
  }),

  check(
    'multipart/part/wrong-md5',
    'A part with a wrong Content-MD5 is BadDigest, and is no part',
    async (ground) => {
      const upload = await startUpload(ground.client, ground.at('a'));
      const ContentMD5 = Buffer.alloc(16).toString('base64');
      const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ContentMD5 });
      await refused(ground.client.send(part), 400, 'BadDigest');
      const { Parts = [] } = await ground.client.send(new ListPartsCommand(upload));
      expect(Parts).toEqual([]);
    },
  ),

  check(
    'multipart/complete/etag',
    'The ETag is the MD5 of the parts’ MD5s, a hyphen and their number',
    async (ground) => {
      const { upload, parts } = await uploadTwoParts(ground);
      const { ETag } = await complete(ground, upload, parts);
      expect(ETag).toBe(multipartEtag([LARGE_PART, 'end']));
    },
  ),

  check('multipart/complete/head', 'HeadObject tells the same ETag', async (ground) => {
    const { upload, parts } = await uploadTwoParts(ground);
    await complete(ground, upload, parts);
    const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(head).toMatchObject({ ETag: multipartEtag([LARGE_PART, 'end']), ContentLength: PART_BYTES + 3 });
  }),

  check('multipart/complete/answer', 'The answer names bucket, key and location', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const answer = await complete(ground, upload, [await sendPart(ground.client, upload, 1, 'x')]);
    expect(answer).toMatchObject({
      ...ground.at('a'),
      Location: expect.stringContaining(ground.bucket) as unknown,
    });
  }),

  check('multipart/complete/again', 'Completing again gives the same answer again', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const parts = [await sendPart(ground.client, upload, 1, 'x')];
    await complete(ground, upload, parts);
    expect((await complete(ground, upload, parts)).ETag).toBe(multipartEtag(['x']));
  }),

  check(
    'multipart/complete/some-parts',
    'Parts that complete does not name are not in the object',
    async (ground) => {
      const upload = await startUpload(ground.client, ground.at('a'));
      await sendPart(ground.client, upload, 1, LARGE_PART);
      await complete(ground, upload, [await sendPart(ground.client, upload, 2, 'x')]);
      expect((await ground.read('a')).toString()).toBe('x');
    },
  ),

  check(
    'multipart/complete/parts-out-of-order',
    'Parts out of order are InvalidPartOrder',
    async (ground) => {
      const { upload, parts } = await uploadTwoParts(ground);
      await refused(complete(ground, upload, parts.toReversed()), 400, 'InvalidPartOrder');
    },
  ),

  check('multipart/complete/part-twice', 'A part that is named twice is InvalidPartOrder', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const part = await sendPart(ground.client, upload, 1, LARGE_PART);
    await refused(complete(ground, upload, [part, part]), 400, 'InvalidPartOrder');
  }),

  check('multipart/complete/missing-part', 'A part that was not sent is InvalidPart', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const part = await sendPart(ground.client, upload, 1, LARGE_PART);
    await refused(complete(ground, upload, [part, { ...part, PartNumber: 2 }]), 400, 'InvalidPart');
  }),

  check('multipart/complete/wrong-etag', 'A part with another ETag is InvalidPart', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await sendPart(ground.client, upload, 1, 'x');
    await refused(
      complete(ground, upload, [{ PartNumber: 1, ETag: quoted(md5Hex('y')) }]),
      400,
      'InvalidPart',
    );
  }),

  check('multipart/complete/unquoted-etag', 'ETags of parts may come without quotes', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await sendPart(ground.client, upload, 1, 'x');
    await complete(ground, upload, [{ PartNumber: 1, ETag: md5Hex('x') }]);
    expect((await ground.read('a')).toString()).toBe('x');
  }),

  check(
    'multipart/complete/small-part',
    'A part under 5 MiB that is not the last is EntityTooSmall',
    async (ground) => {
      const upload = await startUpload(ground.client, ground.at('a'));
      const parts = [
        await sendPart(ground.client, upload, 1, LARGE_PART.subarray(1)),
        await sendPart(ground.client, upload, 2, 'end'),
      ];
      await refused(complete(ground, upload, parts), 400, 'EntityTooSmall');
    },
  ),

  check('multipart/complete/no-parts', 'Completing without parts is MalformedXML', async (ground) => {
    const { UploadId } = await startUpload(ground.client, ground.at('a'));
    const path = `${ground.path('a')}?uploadId=${encodeURIComponent(UploadId)}`;
    const body = '<CompleteMultipartUpload></CompleteMultipartUpload>';
    expectRefusal(await ground.raw({ method: 'POST', path, body }), 400, 'MalformedXML');
  }),

  check('multipart/complete/unknown-upload', 'Completing no upload is NoSuchUpload', async (ground) => {
    const upload = { ...ground.at('a'), UploadId: 'nobody-knows-it' };
    await refused(complete(ground, upload, [{ PartNumber: 1, ETag: md5Hex('x') }]), 404, 'NoSuchUpload');
  }),

  check(
    'multipart/complete/overwrites',
    'A complete upload replaces the object that was there',
    async (ground) => {
      await ground.put('a', 'old', { Metadata: { old: '1' } });
      const upload = await startUpload(ground.client, ground.at('a'));
      await complete(ground, upload, [await sendPart(ground.client, upload, 1, 'new')]);
      const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
      expect(await got.Body!.transformToString()).toBe('new');
      expect(got.Metadata).toEqual({});
    },
  ),

  check('multipart/abort', 'Abort answers 204; parts and upload are gone', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await sendPart(ground.client, upload, 1, 'x');
    expect((await abort(ground, upload)).$metadata.httpStatusCode).toBe(204);
    await refused(sendPart(ground.client, upload, 1, 'x'), 404, 'NoSuchUpload');
  }),

  check('multipart/abort/list-parts', 'ListParts of an aborted upload is NoSuchUpload', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await abort(ground, upload);
    await refused(ground.client.send(new ListPartsCommand(upload)), 404, 'NoSuchUpload');
  }),

  check('multipart/abort/complete', 'Completing an aborted upload is NoSuchUpload', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    const part = await sendPart(ground.client, upload, 1, 'x');
    await abort(ground, upload);
    await refused(complete(ground, upload, [part]), 404, 'NoSuchUpload');
  }),

  check('multipart/abort/unknown', 'Aborting no upload is NoSuchUpload', async (ground) => {
    await refused(abort(ground, { ...ground.at('a'), UploadId: 'nobody-knows-it' }), 404, 'NoSuchUpload');
  }),

  check(
    'multipart/list-parts',
    'ListParts gives number, size, ETag and time of each part, by number',
    async (ground) => {
      const upload = await startUpload(ground.client, ground.at('a'));
      await sendPart(ground.client, upload, 5, 'five');
      await sendPart(ground.client, upload, 2, 'two');
      const { Parts } = await ground.client.send(new ListPartsCommand(upload));
      expect(Parts).toMatchObject([
        { PartNumber: 2, Size: 3, ETag: quoted(md5Hex('two')), LastModified: expect.any(Date) as unknown },
        { PartNumber: 5, Size: 4, ETag: quoted(md5Hex('five')), LastModified: expect.any(Date) as unknown },
      ]);
    },
  ),

  check('multipart/list-parts/pages', 'Parts are paged by part-number-marker', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    for (const n of [1, 2, 3]) await sendPart(ground.client, upload, n, `${n}`);
    const first = await ground.client.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2', MaxParts: 2 });
    const PartNumberMarker = first.NextPartNumberMarker;
    const second = await ground.client.send(new ListPartsCommand({ ...upload, PartNumberMarker }));
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    expect(second.IsTruncated).toBe(false);
  }),

  check(
    'multipart/list-uploads',
    'Uploads are listed by key until they are complete or aborted',
    async (ground) => {
      const Bucket = await ground.freshBucket();
      const b = await startUpload(ground.client, { Bucket, Key: 'b' });
      const a = await startUpload(ground.client, { Bucket, Key: 'a' });
      const list = new ListMultipartUploadsCommand({ Bucket });
      const { Uploads } = await ground.client.send(list);
      expect(Uploads).toMatchObject([
        { Key: 'a', UploadId: a.UploadId, Initiated: expect.any(Date) as unknown },
        { Key: 'b', UploadId: b.UploadId, Initiated: expect.any(Date) as unknown },
      ]);
      await abort(ground, a);
      await complete(ground, b, [await sendPart(ground.client, b, 1, 'x')]);
      expect((await ground.client.send(list)).Uploads ?? []).toEqual([]);
    },
  ),

  check(
    'multipart/list-uploads/pages',
    'Uploads are paged by both markers, also within a key',
    async (ground) => {
      const Bucket = await ground.freshBucket();
      const started: string[] = [];
      for (const Key of ['a', 'a', 'b'])
        started.push((await startUpload(ground.client, { Bucket, Key })).UploadId);
      const seen: string[] = [];
      let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
      for (let pages = 0; pages < 5; pages++) {
        const list = new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, ...markers });
        const page = await ground.client.send(list);
        seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId!));
        if (page.IsTruncated !== true) break;
        markers = { KeyMarker: page.NextKeyMarker!, UploadIdMarker: page.NextUploadIdMarker! };
      }
      expect(seen.sort()).toEqual(started.sort());
    },
  ),

  check(
    'multipart/list-uploads/prefix',
    'Uploads are selected by prefix and rolled up to a delimiter',
    async (ground) => {
      for (const name of ['a', 'dir/1', 'dir/2']) await startUpload(ground.client, ground.at(name));
      const input = { Bucket: ground.bucket, Prefix: ground.prefix, Delimiter: '/' };
      const { Uploads, CommonPrefixes } = await ground.client.send(new ListMultipartUploadsCommand(input));
      expect(Uploads?.map(({ Key }) => Key)).toEqual([ground.at('a').Key]);
      expect(CommonPrefixes).toEqual([{ Prefix: `${ground.prefix}dir/` }]);
    },
  ),

  check(
    'multipart/get-part',
    'GetObject with a part number gives that part and the number of parts',
    async (ground) => {
      const { upload, parts } = await uploadTwoParts(ground);
      await complete(ground, upload, parts);
      const got = await ground.client.send(new GetObjectCommand({ ...ground.at('a'), PartNumber: 2 }));
      expect(await got.Body!.transformToString()).toBe('end');
      const ContentRange = `bytes ${PART_BYTES}-${PART_BYTES + 2}/${PART_BYTES + 3}`;
      expect(got).toMatchObject({ PartsCount: 2, ContentRange, $metadata: { httpStatusCode: 206 } });
    },
  ),

  check(
    'multipart/head-part',
    'HeadObject with a part number tells the length of the part',
    async (ground) => {
      const { upload, parts } = await uploadTwoParts(ground);
      await complete(ground, upload, parts);
      const head = await ground.client.send(new HeadObjectCommand({ ...ground.at('a'), PartNumber: 1 }));
      expect(head).toMatchObject({ ContentLength: PART_BYTES, PartsCount: 2 });
    },
  ),

  check('multipart/get-part/beyond', 'A part number beyond the last is 416', async (ground) => {
    const { upload, parts } = await uploadTwoParts(ground);
    await complete(ground, upload, parts);
    const get = new GetObjectCommand({ ...ground.at('a'), PartNumber: 3 });
    await refused(ground.client.send(get), 416);
  }),

  check('multipart/range', 'A range goes across the border of two parts', async (ground) => {
    const { upload, parts } = await uploadTwoParts(ground);
    await complete(ground, upload, parts);
    const bytes = await ground.read('a', { Range: `bytes=${PART_BYTES - 2}-${PART_BYTES + 1}` });
    expect(bytes.equals(Buffer.concat([LARGE_PART.subarray(-2), Buffer.from('en')]))).toBe(true);
  }),
];
