import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import { setVersioning } from '../ground.ts';
import type { Ground } from '../ground.ts';

async function put(ground: Ground, Bucket: string, Key: string, Body: string): Promise<string | undefined> {
  return (await ground.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
}

async function read(ground: Ground, Bucket: string, Key: string, VersionId?: string): Promise<string> {
  const got = await ground.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return got.Body!.transformToString();
}

function remove(ground: Ground, Bucket: string, Key: string, VersionId?: string) {
  return ground.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
}

/** `key@version`, `*` behind what is the latest, in the order of the listing; delete markers apart. */
async function list(ground: Ground, Bucket: string, more: Partial<ListObjectVersionsCommandInput> = {}) {
  const page = await ground.client.send(new ListObjectVersionsCommand({ Bucket, ...more }));
  const text = (entry: { Key?: string; VersionId?: string; IsLatest?: boolean }): string =>
    `${entry.Key}@${entry.VersionId}${entry.IsLatest === true ? '*' : ''}`;
  return {
    page,
    versions: (page.Versions ?? []).map(text),
    markers: (page.DeleteMarkers ?? []).map(text),
  };
}

export const versionChecks = [
  check('version/put', 'In a versioned bucket every put gives another version id', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const ids = [await put(ground, bucket, 'a', '1'), await put(ground, bucket, 'a', '2')];
    expect(ids.every((id) => id !== undefined && id !== 'null')).toBe(true);
    expect(new Set(ids).size).toBe(2);
  }),

  check('version/unversioned', 'In a bucket without versioning no version id is told', async (ground) => {
    expect((await ground.put('a')).VersionId).toBeUndefined();
  }),

  check('version/get', 'Every version can be read, the latest without its id', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    const second = await put(ground, bucket, 'a', '2');
    const bodies = [
      await read(ground, bucket, 'a'),
      await read(ground, bucket, 'a', first),
      await read(ground, bucket, 'a', second),
    ];
    expect(bodies).toEqual(['2', '1', '2']);
  }),

  check('version/head', 'HeadObject tells the version id, and takes one', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    const second = await put(ground, bucket, 'a', 'second');
    const at = { Bucket: bucket, Key: 'a' };
    expect(await ground.client.send(new HeadObjectCommand(at))).toMatchObject({ VersionId: second });
    const old = await ground.client.send(new HeadObjectCommand({ ...at, VersionId: first }));
    expect(old).toMatchObject({ VersionId: first, ContentLength: 1 });
  }),

  check('version/get/unknown', 'A version that never was is refused with 400 or 404', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    const other = await put(ground, bucket, 'b', '1');
    const { status, code } = await ground.raw({ path: `/${bucket}/a?versionId=${other}` });
    // Ids of AWS tell which object they belong to; others only know that there is no such version.
    expect([
      [404, 'NoSuchVersion'],
      [400, 'InvalidArgument'],
    ]).toContainEqual([status, code]);
  }),

  check('version/get/empty', 'An empty versionId is InvalidArgument', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    expectRefusal(await ground.raw({ path: `/${bucket}/a?versionId=` }), 400, 'InvalidArgument');
  }),

  check('version/delete/marker', 'DeleteObject leaves a delete marker, and the versions', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    const { DeleteMarker, VersionId } = await remove(ground, bucket, 'a');
    expect(DeleteMarker).toBe(true);
    expect(await list(ground, bucket)).toMatchObject({
      versions: [`a@${first}`],
      markers: [`a@${VersionId}*`],
    });
    expect(await read(ground, bucket, 'a', first)).toBe('1');
  }),

  check(
    'version/delete/get',
    'A deleted object is NoSuchKey with x-amz-delete-marker: true',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      await put(ground, bucket, 'a', '1');
      const { VersionId } = await remove(ground, bucket, 'a');
      const answer = await ground.raw({ path: `/${bucket}/a` });
      expectRefusal(answer, 404, 'NoSuchKey');
      expect(answer.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': VersionId });
    },
  ),

  check('version/delete/get-marker', 'A delete marker by its id is MethodNotAllowed', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    const { VersionId } = await remove(ground, bucket, 'a');
    const get = new GetObjectCommand({ Bucket: bucket, Key: 'a', VersionId });
    await refused(ground.client.send(get), 405, 'MethodNotAllowed');
  }),

  check('version/delete/head-marker', 'HeadObject of a delete marker by its id is 405', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const { VersionId } = await remove(ground, bucket, 'a');
    const head = new HeadObjectCommand({ Bucket: bucket, Key: 'a', VersionId });
    await refused(ground.client.send(head), 405);
  }),

  check('version/delete/missing', 'Deleting what is not there makes a marker, too', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const { DeleteMarker, VersionId } = await remove(ground, bucket, 'a');
    expect(DeleteMarker).toBe(true);
    expect((await list(ground, bucket)).markers).toEqual([`a@${VersionId}*`]);
  }),

  check('version/delete/marker-again', 'Deleting the marker brings the object back', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    const { VersionId } = await remove(ground, bucket, 'a');
    const again = await remove(ground, bucket, 'a', VersionId);
    expect(again).toMatchObject({ DeleteMarker: true, VersionId });
    expect(await read(ground, bucket, 'a')).toBe('1');
    expect(await list(ground, bucket)).toMatchObject({ versions: [`a@${first}*`], markers: [] });
  }),

  check(
    'version/delete/latest',
    'Deleting the latest version makes the one before it the latest',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      await put(ground, bucket, 'a', '1');
      const second = await put(ground, bucket, 'a', '2');
      expect(await remove(ground, bucket, 'a', second)).toMatchObject({ VersionId: second });
      expect(await read(ground, bucket, 'a')).toBe('1');
    },
  ),

  check('version/delete/twice', 'Deleting a version that is gone is 204', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    await remove(ground, bucket, 'a', first);
    expect((await remove(ground, bucket, 'a', first)).$metadata.httpStatusCode).toBe(204);
  }),

  check(
    'version/delete-many',
    'DeleteObjects deletes versions, and makes markers without one',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      const first = await put(ground, bucket, 'a', '1');
      const second = await put(ground, bucket, 'a', '2');
      await put(ground, bucket, 'b', '1');
      const Objects = [{ Key: 'a', VersionId: first }, { Key: 'b' }];
      const input = { Bucket: bucket, Delete: { Objects } };
      const { Deleted = [] } = await ground.client.send(new DeleteObjectsCommand(input));
      const [a, b] = Deleted.sort((left, right) => (left.Key! < right.Key! ? -1 : 1));
      expect(a).toMatchObject({ Key: 'a', VersionId: first });
      expect(b).toMatchObject({
        Key: 'b',
        DeleteMarker: true,
        DeleteMarkerVersionId: expect.any(String) as unknown,
      });
      expect((await list(ground, bucket, { Prefix: 'a' })).versions).toEqual([`a@${second}*`]);
    },
  ),

  check('version/list/order', 'Versions are listed by key, then the newest first', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const b1 = await put(ground, bucket, 'b', '1');
    const a1 = await put(ground, bucket, 'a', '1');
    const a2 = await put(ground, bucket, 'a', '2');
    const a3 = await put(ground, bucket, 'a', '3');
    expect((await list(ground, bucket)).versions).toEqual([`a@${a3}*`, `a@${a2}`, `a@${a1}`, `b@${b1}*`]);
  }),

  check('version/list/mixed', 'Versions and markers lie in one order in the document', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    await remove(ground, bucket, 'a');
    await put(ground, bucket, 'a', '2');
    const { body } = await ground.raw({ path: `/${bucket}?versions=` });
    const kinds = [...body.matchAll(/<(Version|DeleteMarker)>/g)].map((match) => match[1]);
    expect(kinds).toEqual(['Version', 'DeleteMarker', 'Version']);
  }),

  check(
    'version/list/fields',
    'A version comes with size, ETag, time, storage class and owner',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      await put(ground, bucket, 'a', 'hello');
      const { page } = await list(ground, bucket);
      const expected = { Size: 5, StorageClass: 'STANDARD', ETag: '"5d41402abc4b2a76b9719d911017c592"' };
      expect(page.Versions).toMatchObject([{ ...expected, LastModified: expect.any(Date) as unknown }]);
      expect(page.Versions?.[0]?.Owner?.ID).toBeTypeOf('string');
    },
  ),

  check(
    'version/list/pages',
    'Pages go on at NextKeyMarker and NextVersionIdMarker, also within a key',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      for (const key of ['a', 'a', 'a', 'b']) await put(ground, bucket, key, 'x');
      await remove(ground, bucket, 'b');
      const whole = await list(ground, bucket);
      const seen: string[] = [];
      let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
      for (let pages = 0; pages < 9; pages++) {
        const { page, versions, markers: deletions } = await list(ground, bucket, { MaxKeys: 2, ...markers });
        expect(versions.length + deletions.length).toBeLessThanOrEqual(2);
        seen.push(...versions, ...deletions);
        if (page.IsTruncated !== true) break;
        markers = { KeyMarker: page.NextKeyMarker!, VersionIdMarker: page.NextVersionIdMarker! };
      }
      expect(seen.sort()).toEqual([...whole.versions, ...whole.markers].sort());
      expect(seen).toHaveLength(5);
    },
  ),

  check(
    'version/list/key-marker',
    'A key marker alone begins behind all versions of that key',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      for (const key of ['a', 'a', 'b']) await put(ground, bucket, key, 'x');
      const { page } = await list(ground, bucket, { KeyMarker: 'a' });
      expect(page.Versions?.map(({ Key }) => Key)).toEqual(['b']);
    },
  ),

  check('version/list/delimiter', 'Versions are rolled up to the delimiter', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    for (const key of ['a', 'dir/1', 'dir/1', 'dir/2']) await put(ground, bucket, key, 'x');
    const { page } = await list(ground, bucket, { Delimiter: '/' });
    expect(page.Versions?.map(({ Key }) => Key)).toEqual(['a']);
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'dir/' }]);
  }),

  check(
    'version/list/version-marker-alone',
    'A version marker without a key marker is InvalidArgument',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      const id = await put(ground, bucket, 'a', '1');
      const answer = await ground.raw({ path: `/${bucket}?versions=&version-id-marker=${id}` });
      expectRefusal(answer, 400, 'InvalidArgument');
    },
  ),

  check(
    'version/list/unversioned',
    'In a bucket without versioning every version is `null`',
    async (ground) => {
      const bucket = await ground.freshBucket();
      await put(ground, bucket, 'a', '1');
      await put(ground, bucket, 'a', '2');
      expect((await list(ground, bucket)).versions).toEqual(['a@null*']);
    },
  ),

  check('version/listed-objects', 'ListObjectsV2 shows the latest of what is not deleted', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    await put(ground, bucket, 'a', 'second');
    await put(ground, bucket, 'b', '1');
    await remove(ground, bucket, 'b');
    const { Contents } = await ground.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents).toMatchObject([{ Key: 'a', Size: 6 }]);
  }),

  check('version/enable-later', 'What was there before versioning is the version `null`', async (ground) => {
    const bucket = await ground.freshBucket();
    await put(ground, bucket, 'a', '1');
    await setVersioning(ground.client, bucket, 'Enabled');
    const second = await put(ground, bucket, 'a', '2');
    expect((await list(ground, bucket)).versions).toEqual([`a@${second}*`, 'a@null']);
    expect(await read(ground, bucket, 'a', 'null')).toBe('1');
    // Versions of this bucket are to be removed one by one, and it was not made as a versioned one.
    await remove(ground, bucket, 'a', second);
    await remove(ground, bucket, 'a', 'null');
  }),

  check(
    'version/suspended/put',
    'While suspended, puts replace the version `null` and keep the others',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      const first = await put(ground, bucket, 'a', '1');
      await setVersioning(ground.client, bucket, 'Suspended');
      await put(ground, bucket, 'a', '2');
      await put(ground, bucket, 'a', '3');
      expect((await list(ground, bucket)).versions).toEqual(['a@null*', `a@${first}`]);
      expect(await read(ground, bucket, 'a')).toBe('3');
      expect(await read(ground, bucket, 'a', first)).toBe('1');
    },
  ),

  check(
    'version/suspended/delete',
    'While suspended, a delete replaces `null` by a marker `null`',
    async (ground) => {
      const bucket = await ground.freshBucket('Enabled');
      const first = await put(ground, bucket, 'a', '1');
      await setVersioning(ground.client, bucket, 'Suspended');
      await put(ground, bucket, 'a', '2');
      expect(await remove(ground, bucket, 'a')).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
      expect(await list(ground, bucket)).toMatchObject({ versions: [`a@${first}`], markers: ['a@null*'] });
    },
  ),

  check('version/copy', 'CopyObject takes a version as its source, and tells both ids', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    const first = await put(ground, bucket, 'a', '1');
    await put(ground, bucket, 'a', '2');
    const input = { Bucket: bucket, Key: 'b', CopySource: `${bucket}/a?versionId=${first}` };
    const copied = await ground.client.send(new CopyObjectCommand(input));
    expect(await read(ground, bucket, 'b')).toBe('1');
    expect(copied).toMatchObject({ CopySourceVersionId: first, VersionId: expect.any(String) as unknown });
  }),

  check('version/copy/marker', 'A delete marker cannot be copied', async (ground) => {
    const bucket = await ground.freshBucket('Enabled');
    await put(ground, bucket, 'a', '1');
    await remove(ground, bucket, 'a');
    const input = { Bucket: bucket, Key: 'b', CopySource: `${bucket}/a` };
    await refused(ground.client.send(new CopyObjectCommand(input)), 404, 'NoSuchKey');
  }),
];
