// The baseline: the same payload bytes pushed by the bare SDK, without reading or changing anything.
// sdk.mjs parts <bytes> | objects <count> <bytes>
import {
  S3Client,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

const [, , what, first, second] = process.argv;
const Bucket = 'bench';
const client = new S3Client({ endpoint: process.env.BENCH_ENDPOINT, forcePathStyle: true });

/** Runs `count` tasks, `width` at a time. */
async function inParallel(count, width, task) {
  let next = 0;
  const worker = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

if (what === 'parts') {
  const size = 8 << 20;
  const total = Number(first);
  const body = Buffer.alloc(size, 'a');
  const Key = 'sdk-parts';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const count = Math.ceil(total / size);
  const Parts = new Array(count);
  await inParallel(count, 4, async (index) => {
    const Body = index < count - 1 ? body : body.subarray(0, total - index * size);
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }),
    );
    Parts[index] = { ETag, PartNumber: index + 1 };
  });
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
} else {
  const body = Buffer.alloc(Number(second), 'a');
  await inParallel(Number(first), 16, (index) =>
    client.send(new PutObjectCommand({ Bucket, Key: `sdk-objects/${index}`, Body: body })),
  );
}
client.destroy();
