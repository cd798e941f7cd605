import { randomUUID } from 'node:crypto';
import { closeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { verifySignature } from './auth/verify.ts';
import type { Credentials } from './auth/verify.ts';
import type { Intercept, Interception } from './intercept.ts';
import type { Answer, Operation } from './operations/operation.ts';
import { checkKeyLength, parseRequest } from './request.ts';
import type { S3Request } from './request.ts';
import { route } from './route.ts';
import { errorAnswer, errorDocument, send } from './send.ts';
import type { Storage } from './storage/storage.ts';

export interface HandlerOptions {
  readonly storage: Storage;
  readonly credentials: Credentials;
  readonly intercept: Intercept | undefined;
  /** Aborted when the server closes. */
  readonly signal: AbortSignal;
}

export interface Handler {
  readonly handle: (stream: IncomingMessage, response: ServerResponse) => void;
  /** Resolves when no request is being handled. */
  readonly idle: () => Promise<void>;
}

/** What becomes of a request: read, verified, routed, intercepted, done, answered. */
export function createHandler(options: HandlerOptions): Handler {
  const running = new Set<Promise<void>>();
  return {
    handle: (stream, response) => {
      const task: Promise<void> = handle(options, stream, response).finally(() => running.delete(task));
      running.add(task);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function handle(
  options: HandlerOptions,
  stream: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID().replaceAll('-', '').slice(-16).toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amz-id-2', requestId);
  response.setHeader('server', 'flowrun-local-s3');
  // Whoever waits for `100 Continue` and is refused may or may not send the body: the connection is of no more use.
  if (stream.headers.expect !== undefined) response.setHeader('connection', 'close');
  let answer: Answer | 'destroy';
  try {
    answer = await answerTo(options, parseRequest(stream), response, requestId);
  } catch (error) {
    answer = errorAnswer(error, (stream.url ?? '/').replace(/\?.*$/s, ''), requestId);
  }
  if (answer === 'destroy') stream.socket.resetAndDestroy();
  else await send(response, answer, stream.method === 'HEAD');
}

async function answerTo(
  { storage, credentials, intercept, signal }: HandlerOptions,
  request: S3Request,
  response: ServerResponse,
  requestId: string,
): Promise<Answer | 'destroy'> {
  const signature = verifySignature(request, credentials, Date.now());
  const operation = route(request);
  checkKeyLength(request);
  const interception = await untilClosed(intercept?.(intercepted(operation, request)), signal);
  if (interception?.kind === 'error') return spoiled(interception, request, requestId);
  if (interception?.kind === 'destroy' && interception.when === 'before') return 'destroy';
  if (request.headers.expect !== undefined) {
    response.removeHeader('connection');
    response.writeContinue();
  }
  const answer = await operation.run({ request, signature, storage, region: credentials.region, signal });
  if (interception?.kind !== 'destroy') return answer;
  if (typeof answer.body === 'object') closeSync(answer.body.fd);
  return 'destroy';
}

/** A hook may hold a request up for ever, and the server must close nevertheless: then the request is over. */
async function untilClosed<Result>(
  held: Result | Promise<Result>,
  signal: AbortSignal,
): Promise<Result | { readonly kind: 'destroy'; readonly when: 'before' }> {
  if (!(held instanceof Promise)) return held;
  const over = { kind: 'destroy', when: 'before' } as const;
  let closed = (): void => {};
  const closing = new Promise<typeof over>((resolve) => {
    closed = () => resolve(over);
    if (signal.aborted) closed();
    else signal.addEventListener('abort', closed, { once: true });
  });
  try {
    return await Promise.race([held, closing]);
  } finally {
    signal.removeEventListener('abort', closed);
  }
}

function intercepted(operation: Operation, request: S3Request): Parameters<Intercept>[0] {
  const { bucket, key, query, stream } = request;
  return { operation: operation.name, bucket, key, query, headers: stream.headers };
}

function spoiled(
  { status, code, message = code, headers = {} }: Interception & { kind: 'error' },
  request: S3Request,
  requestId: string,
): Answer {
  return errorDocument({ status, code, message, headers, resource: request.path, requestId });
}
