import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from '../storage/records.ts';
import { crc32c } from './crc32c.ts';
import { Crc64Nvme } from './crc64nvme.ts';

/** Computes one checksum over bytes that come in pieces. */
export interface ChecksumComputer {
  update(bytes: Uint8Array): void;
  /** Called once, at the end. */
  digest(): Buffer;
}

const ALGORITHMS: Readonly<Record<ChecksumAlgorithm, { bytes: number; create: () => ChecksumComputer }>> = {
  CRC32: { bytes: 4, create: () => crcComputer(crc32) },
  CRC32C: { bytes: 4, create: () => crcComputer(crc32c) },
  CRC64NVME: { bytes: 8, create: () => new Crc64Nvme() },
  SHA1: { bytes: 20, create: () => createHash('sha1') },
  SHA256: { bytes: 32, create: () => createHash('sha256') },
};

export const CHECKSUM_ALGORITHMS = Object.keys(ALGORITHMS) as readonly ChecksumAlgorithm[];

export function createChecksum(algorithm: ChecksumAlgorithm): ChecksumComputer {
  return ALGORITHMS[algorithm].create();
}

/** `x-amz-checksum-crc32` */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** `ChecksumCRC32`, in XML. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** Whether `value` is base64 of as many bytes as the algorithm gives. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === ALGORITHMS[algorithm].bytes && bytes.toString('base64') === value;
}

function crcComputer(crc: (bytes: Uint8Array, value: number) => number): ChecksumComputer {
  let value = 0;
  return {
    update(bytes) {
      value = crc(bytes, value);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}
