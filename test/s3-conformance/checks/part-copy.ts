import { CompleteMultipartUploadCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import type { UploadPartCopyCommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import { PART_BYTES, md5Hex, quoted, refused, sendPart, startUpload } from '../expectations.ts';
import type { StartedUpload } from '../expectations.ts';
import type { Ground } from '../ground.ts';

function copyPart(
  ground: Ground,
  upload: StartedUpload,
  PartNumber: number,
  more: Partial<UploadPartCopyCommandInput> = {},
) {
  const CopySource = ground.path('source').slice(1);
  return ground.client.send(new UploadPartCopyCommand({ ...upload, PartNumber, CopySource, ...more }));
}

async function completed(ground: Ground, upload: StartedUpload, etags: readonly (string | undefined)[]) {
  const Parts = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
  await ground.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  return ground.read(upload.Key.slice(ground.prefix.length));
}

const SOURCE = someBytes(PART_BYTES + 1000, 3);

export const partCopyChecks = [
  check('part-copy/whole', 'UploadPartCopy makes a part of a whole object', async (ground) => {
    await ground.put('source', 'body');
    const upload = await startUpload(ground.client, ground.at('a'));
    const { CopyPartResult } = await copyPart(ground, upload, 1);
    expect((await completed(ground, upload, [CopyPartResult?.ETag])).toString()).toBe('body');
  }),

  check('part-copy/etag', 'The ETag of a copied part is its MD5 in quotes', async (ground) => {
    await ground.put('source', 'body');
    const upload = await startUpload(ground.client, ground.at('a'));
    const { CopyPartResult } = await copyPart(ground, upload, 1);
    expect(CopyPartResult?.ETag).toBe(quoted(md5Hex('body')));
    expect(CopyPartResult?.LastModified).toBeInstanceOf(Date);
  }),

  check(
    'part-copy/ranges',
    'Ranges of an object become parts, beside parts that were sent',
    async (ground) => {
      await ground.put('source', SOURCE);
      const upload = await startUpload(ground.client, ground.at('a'));
      const first = await copyPart(ground, upload, 1, { CopySourceRange: `bytes=1000-${PART_BYTES + 999}` });
      const second = await sendPart(ground.client, upload, 2, 'end');
      const bytes = await completed(ground, upload, [first.CopyPartResult?.ETag, second.ETag]);
      expect(bytes.equals(Buffer.concat([SOURCE.subarray(1000), Buffer.from('end')]))).toBe(true);
    },
  ),

  check('part-copy/range/one-byte', 'A range may be one byte', async (ground) => {
    await ground.put('source', 'body');
    const upload = await startUpload(ground.client, ground.at('a'));
    const { CopyPartResult } = await copyPart(ground, upload, 1, { CopySourceRange: 'bytes=1-1' });
    expect((await completed(ground, upload, [CopyPartResult?.ETag])).toString()).toBe('o');
  }),

  check('part-copy/range/beyond', 'A range beyond the end is refused', async (ground) => {
    await ground.put('source', 'body');
    const upload = await startUpload(ground.client, ground.at('a'));
    await refused(copyPart(ground, upload, 1, { CopySourceRange: 'bytes=2-4' }), 400, 'InvalidArgument');
  }),

  check('part-copy/range/open', 'A range needs a first and a last byte: InvalidArgument', async (ground) => {
    await ground.put('source', 'body');
    const upload = await startUpload(ground.client, ground.at('a'));
    await refused(copyPart(ground, upload, 1, { CopySourceRange: 'bytes=2-' }), 400, 'InvalidArgument');
  }),

  check('part-copy/missing', 'A part of no object is NoSuchKey', async (ground) => {
    const upload = await startUpload(ground.client, ground.at('a'));
    await refused(copyPart(ground, upload, 1), 404, 'NoSuchKey');
  }),

  check('part-copy/unknown-upload', 'A copied part of no upload is NoSuchUpload', async (ground) => {
    await ground.put('source', 'body');
    const upload = { ...ground.at('a'), UploadId: 'nobody-knows-it' };
    await refused(copyPart(ground, upload, 1), 404, 'NoSuchUpload');
  }),

  check(
    'part-copy/condition',
    'CopySourceIfMatch with another ETag is PreconditionFailed',
    async (ground) => {
      await ground.put('source', 'body');
      const upload = await startUpload(ground.client, ground.at('a'));
      const more = { CopySourceIfMatch: quoted(md5Hex('other')) };
      await refused(copyPart(ground, upload, 1, more), 412, 'PreconditionFailed');
    },
  ),
];
