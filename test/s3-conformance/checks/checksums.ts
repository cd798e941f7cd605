import {
  CompleteMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ChecksumType, CompletedPart } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { CHECKSUM_ALGORITHMS, createChecksum } from '../../../src/local-s3/body/checksum.ts';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { PART_BYTES, refused, startUpload } from '../expectations.ts';
import type { Ground } from '../ground.ts';

type Algorithm = (typeof CHECKSUM_ALGORITHMS)[number];

const BODY = '123456789';
const PARTS = [someBytes(PART_BYTES, 5), Buffer.from('the end')];

function checksumOf(algorithm: Algorithm, bytes: Buffer | string): Buffer {
  const checksum = createChecksum(algorithm);
  checksum.update(Buffer.from(bytes));
  return checksum.digest();
}

function base64Of(algorithm: Algorithm, bytes: Buffer | string): string {
  return checksumOf(algorithm, bytes).toString('base64');
}

function composite(algorithm: Algorithm, parts: readonly Buffer[]): string {
  const all = Buffer.concat(parts.map((part) => checksumOf(algorithm, part)));
  return `${base64Of(algorithm, all)}-${parts.length}`;
}

/** An upload of `PARTS` with that kind of checksum, up to what complete is asked for. */
async function uploadParts(ground: Ground, algorithm: Algorithm, type: ChecksumType) {
  const input = { ...ground.at('a'), ChecksumAlgorithm: algorithm, ChecksumType: type };
  const upload = await startUpload(ground.client, input);
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of PARTS.entries()) {
    const value = { [`Checksum${algorithm}`]: base64Of(algorithm, Body) };
    const part = { ...upload, PartNumber: index + 1, Body, ...value };
    const { ETag } = await ground.client.send(new UploadPartCommand(part));
    Parts.push({ PartNumber: index + 1, ETag, ...value });
  }
  return { ...upload, MultipartUpload: { Parts }, ChecksumType: type };
}

const singleChecks: readonly Check[] = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
  const name = `Checksum${algorithm}`;
  return [
    check(`checksum/${algorithm}/told`, `A ${algorithm} that is put is told on request`, async (ground) => {
      await ground.put('a', BODY, { [name]: base64Of(algorithm, BODY) });
      const input = { ...ground.at('a'), ChecksumMode: 'ENABLED' } as const;
      const head = await ground.client.send(new HeadObjectCommand(input));
      expect(head).toMatchObject({ [name]: base64Of(algorithm, BODY), ChecksumType: 'FULL_OBJECT' });
    }),

    check(
      `checksum/${algorithm}/wrong`,
      `A wrong ${algorithm} is BadDigest, and nothing is stored`,
      async (ground) => {
        await refused(ground.put('a', BODY, { [name]: base64Of(algorithm, 'x') }), 400, 'BadDigest');
        await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
      },
    ),
  ];
});

const compositeChecks: readonly Check[] = (['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const).map((algorithm) =>
  check(
    `checksum/${algorithm}/composite`,
    `A composite ${algorithm} is the checksum of the parts’ checksums`,
    async (ground) => {
      const upload = await uploadParts(ground, algorithm, 'COMPOSITE');
      const expected = { [`Checksum${algorithm}`]: composite(algorithm, PARTS), ChecksumType: 'COMPOSITE' };
      expect(await ground.client.send(new CompleteMultipartUploadCommand(upload))).toMatchObject(expected);
    },
  ),
);

const fullObjectChecks: readonly Check[] = (['CRC32', 'CRC32C', 'CRC64NVME'] as const).flatMap(
  (algorithm) => [
    check(
      `checksum/${algorithm}/full-object`,
      `A full-object ${algorithm} is that of all bytes`,
      async (ground) => {
        const upload = await uploadParts(ground, algorithm, 'FULL_OBJECT');
        const value = { [`Checksum${algorithm}`]: base64Of(algorithm, Buffer.concat(PARTS)) };
        const answer = await ground.client.send(new CompleteMultipartUploadCommand({ ...upload, ...value }));
        expect(answer).toMatchObject({ ...value, ChecksumType: 'FULL_OBJECT' });
      },
    ),

    check(
      `checksum/${algorithm}/full-object/wrong`,
      `A wrong full-object ${algorithm} is refused with 400`,
      async (ground) => {
        const upload = await uploadParts(ground, algorithm, 'FULL_OBJECT');
        const value = { [`Checksum${algorithm}`]: base64Of(algorithm, 'x') };
        await refused(ground.client.send(new CompleteMultipartUploadCommand({ ...upload, ...value })), 400);
        await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
      },
    ),
  ],
);

const otherChecks: readonly Check[] = [
  check('checksum/part/wrong', 'A part with a wrong checksum is BadDigest', async (ground) => {
    const upload = await startUpload(ground.client, { ...ground.at('a'), ChecksumAlgorithm: 'CRC32' });
    const ChecksumCRC32 = base64Of('CRC32', 'y');
    const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ChecksumCRC32 });
    await refused(ground.client.send(part), 400, 'BadDigest');
  }),

  check(
    'checksum/malformed',
    'A checksum that is no base64 of its size is InvalidRequest',
    async (ground) => {
      await refused(ground.put('a', BODY, { ChecksumCRC32: 'AAAA' }), 400, 'InvalidRequest');
    },
  ),

  check('checksum/two', 'More than one checksum is InvalidRequest', async (ground) => {
    const two = { ChecksumCRC32: base64Of('CRC32', BODY), ChecksumSHA1: base64Of('SHA1', BODY) };
    await refused(ground.put('a', BODY, two), 400, 'InvalidRequest');
  }),

  check('checksum/unasked', 'Checksums are told only to those who ask', async (ground) => {
    await ground.put('a', BODY, { ChecksumCRC32: base64Of('CRC32', BODY) });
    const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
    await got.Body!.transformToString();
    expect(got.ChecksumCRC32).toBeUndefined();
  }),
];

function attributes(ground: Ground, more: object = {}) {
  const ObjectAttributes = ['ETag', 'ObjectSize', 'StorageClass', 'Checksum', 'ObjectParts'] as const;
  const input = { ...ground.at('a'), ObjectAttributes: [...ObjectAttributes], ...more };
  return ground.client.send(new GetObjectAttributesCommand(input));
}

export const attributesChecks: readonly Check[] = [
  check(
    'attributes/plain',
    'GetObjectAttributes gives size, class and the ETag without quotes',
    async (ground) => {
      const { ETag } = await ground.put('a', BODY);
      const expected = { ObjectSize: 9, StorageClass: 'STANDARD', ETag: ETag!.replaceAll('"', '') };
      expect(await attributes(ground)).toMatchObject(expected);
    },
  ),

  check('attributes/selected', 'It gives nothing that was not asked for', async (ground) => {
    await ground.put('a', BODY);
    const got = await attributes(ground, { ObjectAttributes: ['ObjectSize'] });
    expect(got.ObjectSize).toBe(9);
    expect([got.ETag, got.StorageClass]).toEqual([undefined, undefined]);
  }),

  check('attributes/checksum', 'It gives the checksum', async (ground) => {
    await ground.put('a', BODY, { ChecksumSHA256: base64Of('SHA256', BODY) });
    const { Checksum } = await attributes(ground);
    expect(Checksum).toMatchObject({ ChecksumSHA256: base64Of('SHA256', BODY) });
  }),

  check('attributes/parts', 'It gives number, size and checksum of each part, in pages', async (ground) => {
    await ground.client.send(
      new CompleteMultipartUploadCommand(await uploadParts(ground, 'CRC32', 'COMPOSITE')),
    );
    const part = (n: 1 | 2) => {
      const bytes = PARTS[n - 1]!;
      return { PartNumber: n, Size: bytes.length, ChecksumCRC32: base64Of('CRC32', bytes) };
    };
    const first = await attributes(ground, { MaxParts: 1 });
    expect(first.ObjectParts).toMatchObject({ TotalPartsCount: 2, IsTruncated: true, Parts: [part(1)] });
    const second = await attributes(ground, { PartNumberMarker: first.ObjectParts?.NextPartNumberMarker });
    expect(second.ObjectParts).toMatchObject({ IsTruncated: false, Parts: [part(2)] });
  }),

  check('attributes/missing', 'The attributes of no object are NoSuchKey', async (ground) => {
    await refused(attributes(ground), 404, 'NoSuchKey');
  }),
];

export const checksumChecks: readonly Check[] = [
  ...singleChecks,
  ...compositeChecks,
  ...fullObjectChecks,
  ...otherChecks,
];
