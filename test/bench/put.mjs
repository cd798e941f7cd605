// What the runs of `s3_changes` read: put.mjs <objects of 1 KB> <MB of the large object>
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const [objects, megabytes] = process.argv.slice(2).map(Number);
const client = new S3Client({ endpoint: process.env.BENCH_ENDPOINT, forcePathStyle: true });
const put = (Key, Body) => client.send(new PutObjectCommand({ Bucket: 'bench', Key, Body }));

const small = Buffer.alloc(1000, 'x');
let next = 0;
const worker = async () => {
  while (next < objects) await put(`small/${String(next++).padStart(6, '0')}`, small);
};
await Promise.all(Array.from({ length: 16 }, worker));
await put('large', Buffer.alloc(megabytes * 1e6, `${'x'.repeat(999)}\n`));
client.destroy();
