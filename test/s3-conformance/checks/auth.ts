import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { presigned } from '../../kit/raw-s3.ts';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

const HOUR_MS = 60 * 60 * 1000;

function hoursFromNow(hours: number): Date {
  return new Date(Date.now() + hours * HOUR_MS);
}

/** Follows a presigned URL; nothing else signs the request. */
function follow(ground: Ground, path: string, method = 'GET', body = '') {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  return ground.raw({ method, path, body, headers, signing: 'none' });
}

export const authChecks: readonly Check[] = [
  check('auth/anonymous/get', 'A read without a signature is AccessDenied', async (ground) => {
    await ground.put('a', 'secret');
    expectRefusal(await ground.raw({ path: ground.path('a'), signing: 'none' }), 403, 'AccessDenied');
  }),

  check(
    'auth/anonymous/put',
    'A write without a signature is AccessDenied, and writes nothing',
    async (ground) => {
      const raw = { method: 'PUT', path: ground.path('a'), body: 'x', signing: 'none' } as const;
      expectRefusal(await ground.raw(raw), 403, 'AccessDenied');
      await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
    },
  ),

  check('auth/anonymous/list', 'A listing without a signature is AccessDenied', async (ground) => {
    const answer = await ground.raw({ path: `/${ground.bucket}?list-type=2`, signing: 'none' });
    expectRefusal(answer, 403, 'AccessDenied');
  }),

  check('auth/wrong-key', 'An access key id that nobody has is InvalidAccessKeyId', async (ground) => {
    const signing = { accessKeyId: 'AKIAFLOWRUNNOBODYHAS' };
    expectRefusal(await ground.raw({ path: ground.path('a'), signing }), 403, 'InvalidAccessKeyId');
  }),

  check('auth/wrong-secret', 'A wrong secret is SignatureDoesNotMatch', async (ground) => {
    const signing = { secretAccessKey: 'not the secret' };
    expectRefusal(await ground.raw({ path: ground.path('a'), signing }), 403, 'SignatureDoesNotMatch');
  }),

  ...[-1, 1].map((hours) =>
    check(
      `auth/skew/${hours < 0 ? 'behind' : 'ahead'}`,
      'A clock that is an hour off is RequestTimeTooSkewed',
      async (ground) => {
        const signing = { date: hoursFromNow(hours) };
        expectRefusal(await ground.raw({ path: ground.path('a'), signing }), 403, 'RequestTimeTooSkewed');
      },
    ),
  ),

  check('auth/skew/some', 'A clock that is ten minutes off will do', async (ground) => {
    await ground.put('a', 'x');
    const signing = { date: hoursFromNow(-1 / 6) };
    expect(await ground.raw({ path: ground.path('a'), signing })).toMatchObject({ status: 200, body: 'x' });
  }),

  check('auth/unsigned-header', 'An x-amz header that is not signed is AccessDenied', async (ground) => {
    const headers = { 'x-amz-meta-x': '1' };
    const signing = { unsigned: ['x-amz-meta-x'] };
    const raw = { method: 'PUT', path: ground.path('a'), headers, signing };
    expectRefusal(await ground.raw(raw), 403, 'AccessDenied');
  }),
];

export const presignedChecks: readonly Check[] = [
  check('presigned/get', 'A presigned URL reads the object', async (ground) => {
    await ground.put('a', 'body');
    const url = presigned(ground.address, 'GET', ground.path('a'), 60);
    expect(await follow(ground, url)).toMatchObject({ status: 200, body: 'body' });
  }),

  check('presigned/put', 'A presigned URL writes the object', async (ground) => {
    const url = presigned(ground.address, 'PUT', ground.path('a'), 60);
    expect(await follow(ground, url, 'PUT', 'body')).toMatchObject({ status: 200 });
    expect((await ground.read('a')).toString()).toBe('body');
  }),

  check('presigned/override', 'A presigned URL may override response headers', async (ground) => {
    await ground.put('a', 'body');
    const path = `${ground.path('a')}?response-content-disposition=attachment%3B%20filename%3Dx`;
    const { headers } = await follow(ground, presigned(ground.address, 'GET', path, 60));
    expect(headers['content-disposition']).toBe('attachment; filename=x');
  }),

  check('presigned/expired', 'A presigned URL that has expired is AccessDenied', async (ground) => {
    await ground.put('a', 'body');
    const signing = { date: hoursFromNow(-1) };
    const url = presigned(ground.address, 'GET', ground.path('a'), 60, signing);
    expectRefusal(await follow(ground, url), 403, 'AccessDenied');
  }),

  check('presigned/old', 'A presigned URL of an hour ago that has two is good', async (ground) => {
    await ground.put('a', 'body');
    const signing = { date: hoursFromNow(-1) };
    const url = presigned(ground.address, 'GET', ground.path('a'), 7200, signing);
    expect(await follow(ground, url)).toMatchObject({ status: 200, body: 'body' });
  }),

  check('presigned/too-long', 'More than a week is AuthorizationQueryParametersError', async (ground) => {
    const url = presigned(ground.address, 'GET', ground.path('a'), 604_801);
    expectRefusal(await follow(ground, url), 400, 'AuthorizationQueryParametersError');
  }),

  check('presigned/other-key', 'A presigned URL is good for its key only', async (ground) => {
    await ground.put('b', 'other');
    const url = presigned(ground.address, 'GET', ground.path('a'), 60);
    const answer = await follow(ground, url.replace(ground.path('a'), ground.path('b')));
    expectRefusal(answer, 403, 'SignatureDoesNotMatch');
  }),

  check('presigned/other-method', 'A presigned GET does not write', async (ground) => {
    const url = presigned(ground.address, 'GET', ground.path('a'), 60);
    expectRefusal(await follow(ground, url, 'PUT', 'x'), 403, 'SignatureDoesNotMatch');
  }),

  check('presigned/longer', 'The expiry is signed: it cannot be raised', async (ground) => {
    await ground.put('a', 'body');
    const url = presigned(ground.address, 'GET', ground.path('a'), 60);
    const answer = await follow(ground, url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'));
    expectRefusal(answer, 403, 'SignatureDoesNotMatch');
  }),
];
