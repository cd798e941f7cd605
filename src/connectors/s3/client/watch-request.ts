import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { LONG_FIRST_BYTE_MS } from './timeouts.ts';
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
  const { connectMs, stallMs } = timeouts;
  const firstByteMs = takesLong(request)
    ? Math.max(timeouts.firstByteMs, LONG_FIRST_BYTE_MS)
    : timeouts.firstByteMs;
  let response: IncomingMessage | undefined;

  const onTimeout = (): void => {
    const isAwaitingAnswer = request.writableFinished && response === undefined;
    const error = socket.connecting
      ? timeout('ConnectTimeout', `no connection within ${connectMs / 1000} s`)
      : isAwaitingAnswer
        ? timeout('FirstByteTimeout', `no answer within ${firstByteMs / 1000} s`)
        : timeout('StallTimeout', `no byte moved for ${stallMs / 1000} s`);
    response?.destroy(error);
    request.destroy(error);
  };
  const onConnect = (): void => void socket.setTimeout(stallMs);
  // A request whose connection did not stand was not made: nothing has to be settled then.
  socket.setTimeout(socket.connecting ? connectMs : stallMs);
  socket.on('timeout', onTimeout);
  socket.once('connect', onConnect);
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
    socket.off('connect', onConnect);
    socket.setTimeout(0);
  });
}

function timeout(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** CompleteMultipartUpload, the only POST to an upload, and UploadPartCopy. */
function takesLong(request: ClientRequest): boolean {
  if (!/[?&]uploadId=/.test(request.path)) return false;
  return request.method === 'POST' || request.hasHeader('x-amz-copy-source');
}
