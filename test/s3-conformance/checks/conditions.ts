import {
  CompleteMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { md5Hex, quoted, refused, sendPart, startUpload } from '../expectations.ts';

const BODY = 'body';
const RIGHT = quoted(md5Hex(BODY));
const WRONG = quoted(md5Hex('something else'));
const BEFORE = new Date('2001-01-01T00:00:00Z');

type Conditions = Pick<
  GetObjectCommandInput,
  'IfMatch' | 'IfNoneMatch' | 'IfModifiedSince' | 'IfUnmodifiedSince'
>;

/** Conditions of a read, and the status that they lead to. `the time` is the object's own Last-Modified. */
const READS: readonly [name: string, conditions: (time: Date) => Conditions, status: number][] = [
  ['if-match/hit', () => ({ IfMatch: RIGHT }), 200],
  ['if-match/miss', () => ({ IfMatch: WRONG }), 412],
  ['if-match/any', () => ({ IfMatch: '*' }), 200],
  ['if-none-match/hit', () => ({ IfNoneMatch: RIGHT }), 304],
  ['if-none-match/miss', () => ({ IfNoneMatch: WRONG }), 200],
  ['if-modified-since/not-modified', (time) => ({ IfModifiedSince: time }), 304],
  ['if-modified-since/modified', () => ({ IfModifiedSince: BEFORE }), 200],
  ['if-unmodified-since/not-modified', (time) => ({ IfUnmodifiedSince: time }), 200],
  ['if-unmodified-since/modified', () => ({ IfUnmodifiedSince: BEFORE }), 412],
  ['if-match-beats-if-unmodified-since', () => ({ IfMatch: RIGHT, IfUnmodifiedSince: BEFORE }), 200],
  ['if-none-match-beats-if-modified-since', () => ({ IfNoneMatch: RIGHT, IfModifiedSince: BEFORE }), 304],
];

const readChecks: readonly Check[] = READS.flatMap(([name, conditions, status]) => [
  check(`condition/get/${name}`, `GetObject with ${describe(conditions)} is ${status}`, async (ground) => {
    await ground.put('a', BODY);
    const { LastModified } = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    const get = new GetObjectCommand({ ...ground.at('a'), ...conditions(LastModified!) });
    if (status !== 200) await refused(ground.client.send(get), status);
    else expect(await (await ground.client.send(get)).Body!.transformToString()).toBe(BODY);
  }),
]);

function describe(conditions: (time: Date) => Conditions): string {
  return Object.entries(conditions(new Date(0)))
    .map(([name, value]) => {
      if (value instanceof Date) return `${name} ${value === BEFORE ? 'long ago' : 'its time'}`;
      return `${name} ${value === RIGHT ? 'its ETag' : value === '*' ? '*' : 'another ETag'}`;
    })
    .join(' and ');
}

const writeChecks: readonly Check[] = [
  check(
    'condition/head/if-none-match',
    'HeadObject with If-None-Match of its ETag is 304',
    async (ground) => {
      await ground.put('a', BODY);
      await refused(
        ground.client.send(new HeadObjectCommand({ ...ground.at('a'), IfNoneMatch: RIGHT })),
        304,
      );
    },
  ),

  check('condition/head/if-match', 'HeadObject with If-Match of another ETag is 412', async (ground) => {
    await ground.put('a', BODY);
    await refused(ground.client.send(new HeadObjectCommand({ ...ground.at('a'), IfMatch: WRONG })), 412);
  }),

  check('condition/not-modified/etag', 'A 304 has the ETag and no body', async (ground) => {
    await ground.put('a', BODY);
    const answer = await ground.raw({ path: ground.path('a'), headers: { 'if-none-match': RIGHT } });
    expect(answer).toMatchObject({ status: 304, body: '' });
    expect(answer.headers.etag).toBe(RIGHT);
  }),

  check('condition/put/if-none-match/absent', 'If-None-Match * on put makes a new object', async (ground) => {
    await ground.put('a', BODY, { IfNoneMatch: '*' });
    expect((await ground.read('a')).toString()).toBe(BODY);
  }),

  check(
    'condition/put/if-none-match/present',
    'If-None-Match * on put does not overwrite: PreconditionFailed',
    async (ground) => {
      await ground.put('a', 'old');
      await refused(ground.put('a', BODY, { IfNoneMatch: '*' }), 412, 'PreconditionFailed');
      expect((await ground.read('a')).toString()).toBe('old');
    },
  ),

  check(
    'condition/put/if-none-match/deleted',
    'If-None-Match * on put succeeds after a delete',
    async (ground) => {
      await ground.put('a', 'old');
      await ground.client.send(new DeleteObjectCommand(ground.at('a')));
      await ground.put('a', BODY, { IfNoneMatch: '*' });
      expect((await ground.read('a')).toString()).toBe(BODY);
    },
  ),

  check(
    'condition/put/if-none-match/race',
    'Of 10 racing puts with If-None-Match *, one wins',
    async (ground) => {
      const bodies = Array.from({ length: 10 }, (_, n) => `writer ${n}`);
      const results = await Promise.allSettled(
        bodies.map((body) => ground.put('a', body, { IfNoneMatch: '*' })),
      );
      const winners = bodies.filter((_, n) => results[n]!.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect((await ground.read('a')).toString()).toBe(winners[0]);
    },
  ),

  check(
    'condition/put/if-match/hit',
    'If-Match on put overwrites the object of that ETag',
    async (ground) => {
      await ground.put('a', BODY);
      await ground.put('a', 'new', { IfMatch: RIGHT });
      expect((await ground.read('a')).toString()).toBe('new');
    },
  ),

  check(
    'condition/put/if-match/miss',
    'If-Match on put with another ETag is PreconditionFailed',
    async (ground) => {
      await ground.put('a', BODY);
      await refused(ground.put('a', 'new', { IfMatch: WRONG }), 412, 'PreconditionFailed');
      expect((await ground.read('a')).toString()).toBe(BODY);
    },
  ),

  check('condition/put/if-match/absent', 'If-Match on put of no object is NoSuchKey', async (ground) => {
    await refused(ground.put('a', 'new', { IfMatch: RIGHT }), 404, 'NoSuchKey');
  }),

  check(
    'condition/complete/if-none-match/present',
    'If-None-Match * on complete does not overwrite',
    async (ground) => {
      await ground.put('a', 'old');
      const upload = await startUpload(ground.client, ground.at('a'));
      const Parts = [await sendPart(ground.client, upload, 1, 'new')];
      const input = { ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' };
      await refused(ground.client.send(new CompleteMultipartUploadCommand(input)), 412, 'PreconditionFailed');
      expect((await ground.read('a')).toString()).toBe('old');
    },
  ),

  check(
    'condition/complete/if-none-match/absent',
    'If-None-Match * on complete makes a new object',
    async (ground) => {
      const upload = await startUpload(ground.client, ground.at('a'));
      const Parts = [await sendPart(ground.client, upload, 1, 'new')];
      const input = { ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' };
      await ground.client.send(new CompleteMultipartUploadCommand(input));
      expect((await ground.read('a')).toString()).toBe('new');
    },
  ),

  check(
    'condition/complete/if-match/miss',
    'If-Match on complete with another ETag is PreconditionFailed',
    async (ground) => {
      await ground.put('a', 'old');
      const upload = await startUpload(ground.client, ground.at('a'));
      const Parts = [await sendPart(ground.client, upload, 1, 'new')];
      const input = { ...upload, MultipartUpload: { Parts }, IfMatch: WRONG };
      await refused(ground.client.send(new CompleteMultipartUploadCommand(input)), 412, 'PreconditionFailed');
      expect((await ground.read('a')).toString()).toBe('old');
    },
  ),

  check(
    'condition/delete/if-match/hit',
    'If-Match on delete deletes the object of that ETag',
    async (ground) => {
      await ground.put('a', BODY);
      await ground.client.send(new DeleteObjectCommand({ ...ground.at('a'), IfMatch: RIGHT }));
      await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
    },
  ),

  check(
    'condition/delete/if-match/miss',
    'If-Match on delete with another ETag is PreconditionFailed',
    async (ground) => {
      await ground.put('a', BODY);
      const input = { ...ground.at('a'), IfMatch: WRONG };
      await refused(ground.client.send(new DeleteObjectCommand(input)), 412, 'PreconditionFailed');
      expect((await ground.read('a')).toString()).toBe(BODY);
    },
  ),
];

export const conditionChecks: readonly Check[] = [...readChecks, ...writeChecks];
