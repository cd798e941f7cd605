import { createHash } from 'node:crypto';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { CreateMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { RawResponse } from '../kit/raw-s3.ts';

/** Resolves when the server refuses with this status and, unless the answer has no body, this code. */
export async function refused(answer: Promise<unknown>, status: number, code?: string): Promise<void> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) expect.fail(`done instead of refused with ${status} ${code ?? ''}`);
  if (!isServiceError(error)) throw new Error('no answer of the server', { cause: error });
  const actual = {
    status: error.$metadata.httpStatusCode,
    code: code === undefined ? undefined : error.name,
  };
  expect(actual).toEqual({ status, code });
}

/** The same for a raw answer. */
export function expectRefusal({ status, code }: RawResponse, expected: number, expectedCode: string): void {
  expect({ status, code }).toEqual({ status: expected, code: expectedCode });
}

export function md5Hex(bytes: Buffer | string): string {
  return createHash('md5').update(bytes).digest('hex');
}

export function quoted(text: string): string {
  return `"${text}"`;
}

/** The smallest part that is not the last one. */
export const PART_BYTES = 5 * 1024 * 1024;

/** An upload that has begun, and how to send its parts. */
export interface StartedUpload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

export async function startUpload(
  client: S3Client,
  input: CreateMultipartUploadCommandInput,
): Promise<StartedUpload> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(input));
  return { Bucket: input.Bucket!, Key: input.Key!, UploadId: UploadId! };
}

export async function sendPart(
  client: S3Client,
  upload: StartedUpload,
  partNumber: number,
  body: Buffer | string,
): Promise<CompletedPart> {
  const answer = await client.send(new UploadPartCommand({ ...upload, PartNumber: partNumber, Body: body }));
  return { PartNumber: partNumber, ETag: answer.ETag };
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** An answer of the server, not a broken connection or a mistake in the check. */
function isServiceError(error: unknown): error is ServiceError {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  return (error as ServiceError).$metadata.httpStatusCode !== undefined;
}
