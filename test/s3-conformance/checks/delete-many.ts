import { DeleteObjectsCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import { expectRefusal, md5Hex, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

function deleteMany(ground: Ground, names: readonly string[], Quiet = false) {
  const Objects = names.map((name) => ({ Key: ground.at(name).Key }));
  return ground.client.send(new DeleteObjectsCommand({ Bucket: ground.bucket, Delete: { Objects, Quiet } }));
}

function rawDelete(ground: Ground, body: string, headers: Record<string, string>) {
  return ground.raw({ method: 'POST', path: `/${ground.bucket}?delete=`, body, headers });
}

function contentMd5(body: string): { 'content-md5': string } {
  return { 'content-md5': Buffer.from(md5Hex(body), 'hex').toString('base64') };
}

export const deleteManyChecks = [
  check('delete-many/all', 'DeleteObjects deletes every key and names each', async (ground) => {
    await Promise.all(['a', 'b', 'c'].map((name) => ground.put(name)));
    const { Deleted = [], Errors = [] } = await deleteMany(ground, ['a', 'c']);
    const keys = Deleted.map(({ Key }) => Key).sort();
    expect({ keys, Errors }).toEqual({ keys: [ground.at('a').Key, ground.at('c').Key], Errors: [] });
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
    expect(await ground.read('b')).toHaveLength(0);
  }),

  check('delete-many/missing', 'A key that is not there counts as deleted', async (ground) => {
    const { Deleted = [], Errors = [] } = await deleteMany(ground, ['a']);
    expect(Deleted.map(({ Key }) => Key)).toEqual([ground.at('a').Key]);
    expect(Errors).toEqual([]);
  }),

  check('delete-many/quiet', 'Quiet names only what could not be deleted', async (ground) => {
    await ground.put('a');
    const { Deleted = [], Errors = [] } = await deleteMany(ground, ['a', 'b'], true);
    expect({ Deleted, Errors }).toEqual({ Deleted: [], Errors: [] });
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
  }),

  check(
    'delete-many/odd-keys',
    'Keys are XML text: &, <, quotes and non-ASCII can be deleted',
    async (ground) => {
      const names = ['a & b', '<c>', `"d" 'e'`, 'ü €'];
      await Promise.all(names.map((name) => ground.put(name)));
      const { Deleted = [] } = await deleteMany(ground, names);
      expect(Deleted.map(({ Key }) => Key).sort()).toEqual(names.map((name) => ground.at(name).Key).sort());
      for (const name of names)
        await refused(ground.client.send(new HeadObjectCommand(ground.at(name))), 404);
    },
  ),

  check('delete-many/thousand', '1,000 keys are allowed', async (ground) => {
    const { Deleted = [] } = await deleteMany(
      ground,
      Array.from({ length: 1000 }, (_, n) => `${n}`),
    );
    expect(Deleted).toHaveLength(1000);
  }),

  check('delete-many/too-many', '1,001 keys are MalformedXML', async (ground) => {
    const names = Array.from({ length: 1001 }, (_, n) => `${n}`);
    await refused(deleteMany(ground, names), 400, 'MalformedXML');
  }),

  check('delete-many/malformed', 'A body that is no XML is MalformedXML', async (ground) => {
    const body = '<Delete><Object>';
    expectRefusal(await rawDelete(ground, body, contentMd5(body)), 400, 'MalformedXML');
  }),

  check(
    'delete-many/unprotected',
    'Without Content-MD5 or a checksum it is InvalidRequest',
    async (ground) => {
      const body = '<Delete><Object><Key>a</Key></Object></Delete>';
      expectRefusal(await rawDelete(ground, body, {}), 400, 'InvalidRequest');
    },
  ),

  check(
    'delete-many/wrong-md5',
    'A wrong Content-MD5 is BadDigest, and nothing is deleted',
    async (ground) => {
      await ground.put('a');
      const body = `<Delete><Object><Key>${ground.at('a').Key}</Key></Object></Delete>`;
      expectRefusal(await rawDelete(ground, body, contentMd5('x')), 400, 'BadDigest');
      expect(await ground.read('a')).toHaveLength(0);
    },
  ),
];
