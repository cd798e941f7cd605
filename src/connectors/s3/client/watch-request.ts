import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { COMPLETE_FIRST_BYTE_MS } from './timeouts.ts';
import type { Timeouts } from './timeouts.ts';

/**
 * Ends a request that stands still. The SDK has a limit for the whole request, which a slow line exceeds without being
 * broken, and one for a silent socket; neither tells the wait for an answer from a body that does not move.
 *
 * The socket's own timer is used, as it knows how much of a large write has left: it fires when no byte has moved in
 * either direction for its time, and that time is another one for each stage of the request.
 */
export function watchRequest(request: ClientRequest, timeouts: Timeouts): void {
  if (request.socket === null) request.once('socket', (socket) => watch(request, socket, timeouts));
  else watch(request, request.socket, timeouts);
}

function watch(request: ClientRequest, socket: Socket, timeouts: Timeouts): void {
  const { stallMs } = timeouts;
  const firstByteMs = isComplete(request)
    ? Math.max(timeouts.firstByteMs, COMPLETE_FIRST_BYTE_MS)
    : timeouts.firstByteMs;
  let response: IncomingMessage | undefined;

  const onTimeout = (): void => {
    // A connection that does not stand yet has its own limit.
    if (socket.connecting) return;
    const isAwaitingAnswer = request.writableFinished && response === undefined;
    const error = isAwaitingAnswer
      ? timeout('FirstByteTimeout', `no answer within ${firstByteMs / 1000} s`)
      : timeout('StallTimeout', `no byte moved for ${stallMs / 1000} s`);
    response?.destroy(error);
    request.destroy(error);
  };
  socket.setTimeout(stallMs);
  socket.on('timeout', onTimeout);
  request.once('finish', () => {
    if (response === undefined) socket.setTimeout(firstByteMs);
  });
  request.once('response', (given) => {
    response = given;
    socket.setTimeout(stallMs);
  });
  // The socket serves the next request then.
  request.once('close', () => {
    socket.off('timeout', onTimeout);
    socket.setTimeout(0);
  });
}

function timeout(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** CompleteMultipartUpload: the only POST to an upload. */
function isComplete({ method, path }: ClientRequest): boolean {
  return method === 'POST' && /[?&]uploadId=/.test(path);
}
