// A bucket of any size that takes no room: answers HeadBucket and ListObjectsV2 for the keys `events/000000000.json` and on.
// list-server.mjs <keys>; prints its address, and serves until it is ended.
import { createServer } from 'node:http';

const KEYS = Number(process.argv[2]);
const PAGE = 1000;
const keyOf = (n) => `events/2026/11/21/${String(n).padStart(9, '0')}.json`;

function page(from) {
  const to = Math.min(KEYS, from + PAGE);
  let contents = '';
  for (let n = from; n < to; n++) {
    const etag = n.toString(16).padStart(32, '0');
    contents += `<Contents><Key>${keyOf(n)}</Key><LastModified>2026-11-21T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${n}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  }
  const more =
    to < KEYS
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${to}</NextContinuationToken>`
      : '<IsTruncated>false</IsTruncated>';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>bench</Name><Prefix></Prefix><EncodingType>url</EncodingType><MaxKeys>1000</MaxKeys>${more}${contents}</ListBucketResult>`;
}

const server = createServer((request, response) => {
  if (request.method === 'HEAD') return response.end();
  const query = new URL(request.url, 'http://localhost').searchParams;
  const after = query.get('start-after');
  const from =
    after === null ? Number(query.get('continuation-token') ?? 0) : Number(after.slice(18, 27)) + 1;
  response.setHeader('content-type', 'application/xml');
  response.end(page(from));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
