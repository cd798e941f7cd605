import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { Tag } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

async function tagsOf(ground: Ground, name: string): Promise<Tag[]> {
  const { TagSet = [] } = await ground.client.send(new GetObjectTaggingCommand(ground.at(name)));
  return TagSet.sort((left, right) => (left.Key! < right.Key! ? -1 : 1));
}

function putTags(ground: Ground, name: string, TagSet: Tag[]) {
  return ground.client.send(new PutObjectTaggingCommand({ ...ground.at(name), Tagging: { TagSet } }));
}

const TWO: Tag[] = [
  { Key: 'colour', Value: 'deep blue' },
  { Key: 'größe', Value: '10 € / +1' },
];

export const taggingChecks = [
  check('tagging/header', 'Tags may be given with the put, as a URL query', async (ground) => {
    await ground.put('a', '', { Tagging: 'b=2&a=one%20%26%20more' });
    const expected = [
      { Key: 'a', Value: 'one & more' },
      { Key: 'b', Value: '2' },
    ];
    expect(await tagsOf(ground, 'a')).toEqual(expected);
  }),

  check('tagging/none', 'An object without tags has an empty set', async (ground) => {
    await ground.put('a');
    expect(await tagsOf(ground, 'a')).toEqual([]);
  }),

  check(
    'tagging/put',
    'PutObjectTagging replaces the whole set, and leaves the object alone',
    async (ground) => {
      await ground.put('a', 'body', { Tagging: 'old=1', Metadata: { x: '1' } });
      await putTags(ground, 'a', TWO);
      expect(await tagsOf(ground, 'a')).toEqual(TWO);
      const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
      expect(await got.Body!.transformToString()).toBe('body');
      expect(got.Metadata).toEqual({ x: '1' });
    },
  ),

  check('tagging/delete', 'DeleteObjectTagging answers 204 and removes every tag', async (ground) => {
    await ground.put('a', '', { Tagging: 'x=1' });
    const deleted = await ground.client.send(new DeleteObjectTaggingCommand(ground.at('a')));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    expect(await tagsOf(ground, 'a')).toEqual([]);
  }),

  check('tagging/count', 'GetObject tells the number of tags in x-amz-tagging-count', async (ground) => {
    await ground.put('a', '', { Tagging: 'x=1&y=2' });
    const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
    await got.Body!.transformToString();
    expect(got.TagCount).toBe(2);
  }),

  check('tagging/overwrite', 'A put without tags leaves none', async (ground) => {
    await ground.put('a', '', { Tagging: 'x=1' });
    await ground.put('a');
    expect(await tagsOf(ground, 'a')).toEqual([]);
  }),

  check('tagging/missing/get', 'The tags of no object are NoSuchKey', async (ground) => {
    await refused(tagsOf(ground, 'a'), 404, 'NoSuchKey');
  }),

  check('tagging/missing/put', 'Tags for no object are NoSuchKey', async (ground) => {
    await refused(putTags(ground, 'a', TWO), 404, 'NoSuchKey');
  }),

  check('tagging/too-many', 'More than 10 tags are refused with 400', async (ground) => {
    await ground.put('a');
    const tags = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await refused(putTags(ground, 'a', tags), 400);
  }),

  check('tagging/twice', 'The same tag twice is InvalidTag', async (ground) => {
    await ground.put('a');
    const tags = [
      { Key: 'x', Value: '1' },
      { Key: 'x', Value: '2' },
    ];
    await refused(putTags(ground, 'a', tags), 400, 'InvalidTag');
  }),

  check('tagging/long-key', 'A tag key of more than 128 characters is InvalidTag', async (ground) => {
    await ground.put('a');
    await refused(putTags(ground, 'a', [{ Key: 'k'.repeat(129), Value: '' }]), 400, 'InvalidTag');
  }),

  check('tagging/malformed', 'A tagging document that is no XML is MalformedXML', async (ground) => {
    await ground.put('a');
    const raw = { method: 'PUT', path: `${ground.path('a')}?tagging=`, body: '<Tagging' };
    expectRefusal(await ground.raw(raw), 400, 'MalformedXML');
  }),
];
