/**
 * Preloaded into the command: below the folder `STATE_FOLDER` there is room for `ROOM_BYTES` more. What does not fit is
 * refused as a full disk refuses it, what fits of a write is written.
 */
import { readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';

const folder = process.env['STATE_FOLDER'];
let room = Number(process.env['ROOM_BYTES']);

const handle = await open(process.execPath);
const prototype = Object.getPrototypeOf(handle);
await handle.close();

const isBelow = (fd) => readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);

function full() {
  const error = new Error('ENOSPC: no space left on device, write');
  return Object.assign(error, { errno: -28, code: 'ENOSPC', syscall: 'write' });
}

const write = prototype.write;
prototype.write = async function (buffer, offset = 0, length = buffer.byteLength - offset, position = null) {
  if (!isBelow(this.fd)) return write.call(this, buffer, offset, length, position);
  const fits = Math.min(room, length);
  if (fits === 0 && length > 0) throw full();
  room -= fits;
  return write.call(this, buffer, offset, fits, position);
};

for (const name of ['writeFile', 'appendFile']) {
  prototype[name] = async function (data) {
    const bytes = Buffer.from(data);
    for (let at = 0; at < bytes.length;) at += (await this.write(bytes, at, bytes.length - at)).bytesWritten;
  };
}
