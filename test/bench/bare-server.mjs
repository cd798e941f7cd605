// What the local S3 is held against: node:http that receives bodies and hashes them as S3 has to (the SHA-256 of the
// signature, the MD5 of the ETag, the CRC32 that the client sent) and gives back files. It stores nothing, or, with
// --store, makes a file of each body and renames it, which is what any store of files has to do.
// bare-server.mjs <folder with the files> [--store]
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';

const [, , folder, store] = process.argv;
let stored = 0;

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://host').pathname;
  if (request.method === 'GET') {
    const file = join(folder, basename(path));
    response.writeHead(200, { 'content-length': statSync(file).size });
    createReadStream(file, { highWaterMark: 256 * 1024 }).pipe(response);
    return;
  }
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let crc = 0;
  const staged = join(folder, `staged-${stored++}`);
  const fd = store === undefined ? undefined : openSync(staged, 'wx');
  for await (const bytes of request) {
    sha256.update(bytes);
    md5.update(bytes);
    crc = crc32(bytes, crc);
    if (fd !== undefined) writeSync(fd, bytes);
  }
  if (fd !== undefined) {
    closeSync(fd);
    renameSync(staged, `${staged}-done`);
  }
  const isRight =
    request.method === 'POST' || request.headers['x-amz-content-sha256'] === sha256.digest('hex');
  response.writeHead(isRight ? 200 : 400, { etag: `"${md5.digest('hex')}"`, 'x-crc32': crc });
  response.end('<UploadId>bare</UploadId>');
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`AWS_ENDPOINT_URL=http://127.0.0.1:${server.address().port}\n`);
});
