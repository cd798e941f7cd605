import { CHECKSUM_ALGORITHMS, checksumElement } from '../body/checksum.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Checksum, ChecksumAlgorithm } from '../storage/records.ts';
import { xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';

/** The algorithm that S3 is asked to use, if it is. */
export function readChecksumAlgorithm({ headers }: S3Request): ChecksumAlgorithm | undefined {
  const name = headers['x-amz-checksum-algorithm']?.toUpperCase();
  if (name === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((candidate) => candidate === name);
  if (algorithm !== undefined) return algorithm;
  throw new S3Error('NotImplemented', `The checksum algorithm ${name} is not implemented`);
}

/** `<ChecksumCRC32>…</ChecksumCRC32>`, or nothing. */
export function checksumXml(checksum: Pick<Checksum, 'algorithm' | 'value'> | undefined): Xml {
  return checksum === undefined ? '' : xmlText(checksumElement(checksum.algorithm), checksum.value);
}
