import { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { rawRequest } from '../kit/raw-s3.ts';
import type { S3Address } from '../kit/raw-s3.ts';
import { KNOWN_SERVERS } from './deviations/index.ts';
import type { KnownServer } from './deviations/index.ts';
import { sendPart, startUpload } from './expectations.ts';

const UNKNOWN: KnownServer = { title: 'a server without a list of deviations', deviations: {} };

/** The server that `FLOWRUN_TEST_S3_SERVER` names, or that gives itself away by how it answers. */
export async function recogniseServer(
  address: S3Address,
  client: S3Client,
  bucket: string,
): Promise<KnownServer> {
  const { FLOWRUN_TEST_S3_SERVER: given = '' } = process.env;
  const name = given === '' ? await nameByAnswers(address, client, bucket) : given;
  if (name === undefined) return UNKNOWN;
  const server = KNOWN_SERVERS[name];
  if (server !== undefined) return server;
  const known = Object.keys(KNOWN_SERVERS).join(', ');
  throw new Error(`there is no list of deviations of a server \`${name}\`; there are: ${known}`);
}

async function nameByAnswers(
  address: S3Address,
  client: S3Client,
  bucket: string,
): Promise<string | undefined> {
  const { headers } = await rawRequest(address, { method: 'HEAD', path: `/${bucket}` });
  if (headers.server === 'flowrun-local-s3') return 'local';
  // RADOS Gateway: `tx`, transaction, time and instance in hexadecimal, zone.
  const isCeph = /^tx[0-9a-f]{21}-[0-9a-f]{10}-[0-9a-f]+-\w+$/.test(String(headers['x-amz-request-id']));
  return isCeph && (await completedEtag(client, bucket)) === '' ? 'ceph-16.2' : undefined;
}

/** Ceph's releases differ in the ETag of a completed upload: 16.2 leaves it empty, 18.2 forgets the quotes. */
async function completedEtag(client: S3Client, bucket: string): Promise<string> {
  const upload = await startUpload(client, { Bucket: bucket, Key: 'who-are-you' });
  const Parts = [await sendPart(client, upload, 1, 'x')];
  const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
  return (await client.send(complete)).ETag ?? '';
}
