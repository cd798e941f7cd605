// The baseline of reading: the same GETs by the bare SDK, 16 at a time. sdk-read.mjs objects <prefix> | pieces <key>
import { GetObjectCommand, HeadObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';

const [, , what, name] = process.argv;
const Bucket = 'bench';
const PIECE = 8 << 20;
const client = new S3Client({ endpoint: process.env.BENCH_ENDPOINT, forcePathStyle: true });

async function read(input) {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, ...input }));
  let bytes = 0;
  for await (const chunk of Body) bytes += chunk.length;
  return bytes;
}

async function* inputs() {
  if (what === 'objects') {
    for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket, Prefix: name })) {
      for (const { Key } of Contents) yield { Key };
    }
    return;
  }
  const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: name }));
  for (let at = 0; at < ContentLength; at += PIECE) {
    yield { Key: name, Range: `bytes=${at}-${Math.min(ContentLength, at + PIECE) - 1}` };
  }
}

const work = inputs();
const worker = async () => {
  for await (const input of { [Symbol.asyncIterator]: () => ({ next: () => work.next() }) })
    await read(input);
};
await Promise.all(Array.from({ length: 16 }, worker));
client.destroy();
