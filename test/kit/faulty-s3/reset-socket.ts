import type { Socket } from 'node:net';

/**
 * Closes a connection with a reset; one that is ending just now is closed without.
 *
 * Between `end` and its completion libuv refuses to reset a socket, and Node 20 takes that for done: the socket would never close, and the thread that it belongs to would never end.
 */
export function resetSocket(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (isEnding) socket.destroy();
  else socket.resetAndDestroy();
}
