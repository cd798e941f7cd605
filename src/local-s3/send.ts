import { closeSync, createReadStream, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './errors.ts';
import type { Answer, FileRange } from './operations/operation.ts';
import { xmlErrorDocument, xmlText } from './xml/write.ts';

const READ_BYTES = 256 * 1024;
/** Up to this size, a stream and its trips to the thread pool take longer than the reading. */
const SMALL_BYTES = 64 * 1024;

/** Sends an answer; a client that goes away meanwhile is no mistake of anybody's. */
export async function send(response: ServerResponse, answer: Answer, isHead: boolean): Promise<void> {
  const { status, headers = {}, body } = answer;
  if (typeof body === 'string') {
    const bytes = Buffer.from(body);
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    response.end(isHead ? undefined : bytes);
  } else if (body === undefined || body.length === 0) {
    if (body !== undefined) closeSync(body.fd);
    const hasLength = isHead || status === 204 || status === 304 || 'content-length' in headers;
    response.writeHead(status, hasLength ? headers : { ...headers, 'content-length': 0 });
    response.end();
  } else {
    response.writeHead(status, headers);
    if (body.length <= SMALL_BYTES) sendSmallFile(response, body);
    else await sendFile(response, body);
  }
}

function sendSmallFile(response: ServerResponse, { fd, start, length }: FileRange): void {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  try {
    for (let read = -1; filled < length && read !== 0; filled += read) {
      read = readSync(fd, bytes, filled, length - filled, start + filled);
    }
  } catch {
    // As for a larger one: what is missing shows by the connection's end.
  } finally {
    closeSync(fd);
  }
  if (filled === length) response.end(bytes);
  else response.destroy();
}

async function sendFile(response: ServerResponse, { fd, start, length }: FileRange): Promise<void> {
  const bytes = createReadStream('', { fd, start, end: start + length - 1, highWaterMark: READ_BYTES });
  try {
    await pipeline(bytes, response);
    // Somebody made the file shorter meanwhile: the client must not wait for the rest.
    if (bytes.bytesRead < length) response.socket?.destroy();
  } catch {
    // The headers are out, so all that can be told is that this is not the whole of it.
    response.destroy();
  }
}

/** S3's XML for a request that was refused. */
export function errorAnswer(error: unknown, resource: string, requestId: string): Answer {
  const s3Error = error instanceof S3Error ? error : ownError(error);
  const { code, message, status, details, headers } = s3Error;
  return errorDocument({ status, code, message, details, headers, resource, requestId });
}

export interface ErrorDocument {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly resource: string;
  readonly requestId: string;
}

export function errorDocument(error: ErrorDocument): Answer {
  const body = xmlErrorDocument([
    xmlText('Code', error.code),
    xmlText('Message', error.message),
    ...Object.entries(error.details ?? {}).map(([name, text]) => xmlText(name, text)),
    xmlText('Resource', error.resource),
    xmlText('RequestId', error.requestId),
    xmlText('HostId', error.requestId),
  ]);
  return { status: error.status, headers: { 'content-type': 'application/xml', ...error.headers }, body };
}

const NO_SPACE_CODES = new Set<string | undefined>(['ENOSPC', 'EDQUOT']);

/** What only the person in front of the machine can mend, so it is told in full. */
function ownError(error: unknown): S3Error {
  const isFull = error instanceof Error && NO_SPACE_CODES.has((error as NodeJS.ErrnoException).code);
  const code = isFull ? 'InsufficientStorage' : 'InternalError';
  return new S3Error(code, `${new S3Error(code).message} (${String(error)})`);
}
