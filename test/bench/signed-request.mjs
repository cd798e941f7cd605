// A lean S3 client: signed requests over kept connections, so that the server is what is measured.
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { crc32 } from 'node:zlib';

export const KEYS = { accessKey: 'bench', secretKey: 'benchbenchbench', region: 'us-east-1' };
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A body of `count` times `block`; hashed once, so that sending it again costs nothing but the sending. */
export function bodyOf(block, count) {
  const hash = createHash('sha256');
  let crc = 0;
  for (let i = 0; i < count; i++) {
    hash.update(block);
    crc = crc32(block, crc);
  }
  const crcBytes = Buffer.alloc(4);
  crcBytes.writeUInt32BE(crc);
  return {
    block,
    count,
    bytes: block.length * count,
    sha256: hash.digest('hex'),
    crc32: crcBytes.toString('base64'),
  };
}

export const NO_BODY = { block: Buffer.alloc(0), count: 0, bytes: 0, sha256: sha256(''), crc32: undefined };

export function createClient(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    close: () => agent.destroy(),
    /** Sends, reads the whole answer, and gives its headers, its text (up to a megabyte), and its number of bytes. */
    send: (method, target, body = NO_BODY) =>
      new Promise((resolve, reject) => {
        const headers = signed(method, target, `${hostname}:${port}`, body);
        const sent = request({ hostname, port, method, path: target, headers, agent }, (response) => {
          let bytes = 0;
          let text = '';
          response.on('data', (chunk) => {
            bytes += chunk.length;
            if (bytes < 1_000_000) text += chunk;
          });
          response.on('error', reject);
          response.on('end', () => {
            if (response.statusCode < 300) resolve({ headers: response.headers, text, bytes });
            else reject(new Error(`${method} ${target}: ${response.statusCode} ${text}`));
          });
        });
        sent.on('error', reject);
        void write(sent, body).catch(reject);
      }),
  };
}

async function write(sent, { block, count }) {
  for (let i = 0; i < count; i++) {
    if (!sent.write(block)) await new Promise((resolve) => sent.once('drain', resolve));
  }
  sent.end();
}

function signed(method, target, host, body) {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    host,
    'x-amz-content-sha256': body.sha256,
    'x-amz-date': date,
    ...(method === 'PUT' && { 'content-length': String(body.bytes), 'x-amz-checksum-crc32': body.crc32 }),
  };
  const names = Object.keys(headers).sort();
  const [path, query = ''] = target.split('?');
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const canonical = [
    method,
    path,
    pairs.sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    body.sha256,
  ].join('\n');
  const scope = `${date.slice(0, 8)}/${KEYS.region}/s3/aws4_request`;
  const key = scope.split('/').reduce(hmac, `AWS4${KEYS.secretKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${KEYS.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}
