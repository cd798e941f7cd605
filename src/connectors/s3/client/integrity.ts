import { createHash } from 'node:crypto';
import type { Integrity } from './compatibility/profile.ts';
import { crcText } from './object-store.ts';
import type { Body } from './object-store.ts';
import { problemOf } from './s3-problem.ts';

/** How the bodies of a client are protected: as the profile says, until the server refuses it. */
export interface BodyIntegrity {
  readonly kind: Integrity;
  /** Sends a request that {@link kind} takes part in; once more when the server turns out not to know CRC32. */
  send<T>(request: () => Promise<T>): Promise<T>;
}

/** `onRefused` is told once, when CRC32 is given up. */
export function createBodyIntegrity(kind: Integrity, onRefused: () => void): BodyIntegrity {
  let now = kind;
  return {
    get kind() {
      return now;
    },
    async send(request) {
      const tried = now;
      try {
        return await request();
      } catch (error) {
        if (tried === 'md5' || !isChecksumRefused(error)) throw error;
        // Requests that were on their way together are refused together.
        if (now === 'crc32') {
          now = 'md5';
          onRefused();
        }
        return request();
      }
    },
  };
}

type BodyHeaders =
  { readonly ChecksumAlgorithm: 'CRC32'; readonly ChecksumCRC32: string } | { readonly ContentMD5: string };

/**
 * The sum of a body, as the SDK wants it. For a CRC32, which we have computed already, the algorithm is named as well:
 * there are servers that check the sum only then.
 */
export function bodyHeaders(kind: Integrity, { bytes, crc32 }: Body): BodyHeaders {
  if (kind === 'crc32') return { ChecksumAlgorithm: 'CRC32', ChecksumCRC32: crcText(crc32) };
  return { ContentMD5: createHash('md5').update(bytes).digest('base64') };
}

/** "Unsupported header 'x-amz-checksum-crc32' …", "Header 'x-amz-checksum-crc32' … not implemented" */
function isChecksumRefused(error: unknown): boolean {
  const { code } = problemOf(error);
  if (code !== 'NotImplemented' && code !== 'InvalidArgument') return false;
  return error instanceof Error && /x-amz-(sdk-)?checksum/i.test(error.message);
}
