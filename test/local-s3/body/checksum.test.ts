import { expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, createChecksum } from '../../../src/local-s3/body/checksum.ts';

// The check values of the CRC catalogue, and of FIPS 180.
const CHECK_VALUES: Readonly<Record<string, string>> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

test.each(CHECKSUM_ALGORITHMS)('%s of 123456789, in pieces', (algorithm) => {
  const checksum = createChecksum(algorithm);
  checksum.update(Buffer.from('1234'));
  checksum.update(Buffer.from(''));
  checksum.update(Buffer.from('56789'));
  expect(checksum.digest().toString('hex')).toBe(CHECK_VALUES[algorithm]);
});
