import { HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { EnvironmentError } from '../../../runtime/api.ts';
import { causeOf } from './cause.ts';
import { problemOf } from './s3-problem.ts';
import type { S3Problem } from './s3-problem.ts';
import { configuredEndpoint } from './endpoint.ts';
import type { S3Endpoint } from './endpoint.ts';
import type { Retry } from './retry.ts';

export interface BucketCheck {
  readonly client: S3Client;
  readonly endpoint: S3Endpoint;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

/**
 * Looks whether the bucket is there and ours to use, before the first event is read. Throws an EnvironmentError that
 * says in one line what is wrong, and in another what to do.
 */
export async function checkBucket(check: BucketCheck, bucket: string): Promise<void> {
  const { client, endpoint, retry, signal } = check;
  const options = { abortSignal: signal };
  const head = new HeadBucketCommand({ Bucket: bucket });
  try {
    await retry(`looking for bucket \`${bucket}\``, signal, () => client.send(head, options));
  } catch (error) {
    let problem = problemOf(error);
    if (isAnswerWithoutReason(problem)) {
      // HEAD has no body and so no reason. Listing a single key takes the same permission and says more.
      const list = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
      const second = await client.send(list, options).then(() => undefined, problemOf);
      if (second === undefined) return;
      problem = { ...second, bucketRegion: second.bucketRegion ?? problem.bucketRegion };
    }
    const region = await regionOf(client);
    const at = endpoint.endpoint ?? (await configuredEndpoint(client)) ?? `S3 in region \`${region}\``;
    const { message, help } = explain(problem, bucket, at, region);
    throw new EnvironmentError(message, { help, cause: causeOf(error) });
  }
}

function isAnswerWithoutReason(problem: S3Problem): boolean {
  return problem.status !== undefined && problem.bucketRegion === undefined;
}

async function regionOf(client: S3Client): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    return '?';
  }
}

interface Explanation {
  readonly message: string;
  readonly help: string;
}

function explain(problem: S3Problem, bucket: string, at: string, region: string): Explanation {
  const { bucketRegion } = problem;
  if (bucketRegion !== undefined && bucketRegion !== region && isAboutTheRegion(problem)) {
    return {
      message: `bucket \`${bucket}\` is in region \`${bucketRegion}\`, and the flow uses \`${region}\``,
      help: `set \`"region": "${bucketRegion}"\` in the config of the s3 connector, or AWS_REGION`,
    };
  }
  return explainCode(problem, bucket, at) ?? explainStatus(problem, bucket, at);
}

function isAboutTheRegion({ status, code }: S3Problem): boolean {
  return status === 301 || status === 307 || status === 400 || code === 'AuthorizationHeaderMalformed';
}

function explainCode({ code, words }: S3Problem, bucket: string, at: string): Explanation | undefined {
  switch (code) {
    case 'CredentialsProviderError':
      return {
        message: `no credentials for S3: ${NO_CREDENTIALS}`,
        help: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`; or try the flow with `--local`',
      };
    case 'InvalidAccessKeyId':
      return {
        message: `${at} does not know the access key id that the flow uses (InvalidAccessKeyId)`,
        help: 'check which key is set, and that it belongs to this endpoint and account',
      };
    case 'SignatureDoesNotMatch':
      return {
        message: 'the secret access key does not belong to the access key id (SignatureDoesNotMatch)',
        help: 'copy both again; a blank or a line break at the end of the secret is a frequent cause',
      };
    case 'ExpiredToken':
    case 'InvalidToken':
      return {
        message: `the session token has expired or is not valid (${code})`,
        help: 'sign in again (`aws sso login`), or renew AWS_SESSION_TOKEN together with both keys',
      };
    case 'RequestTimeTooSkewed':
      return {
        message: 'the clock of this machine is more than 15 minutes off, and S3 refuses its signatures',
        help: 'set the clock, best by switching time synchronisation on',
      };
    case 'NoSuchBucket':
    case 'NotFound':
      return {
        message: `there is no bucket \`${bucket}\` at ${at}`,
        help: `create it (\`aws s3 mb s3://${bucket}\`), or correct the name of the bucket`,
      };
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'TimeoutError':
      return {
        message: `cannot reach ${at}: ${words}`,
        help: 'check `endpoint` (http or https? the port?), the network and the proxy',
      };
    default:
      return undefined;
  }
}

const NO_CREDENTIALS = 'neither the settings, the environment nor the AWS configuration files have any';

function explainStatus({ status, code, words }: S3Problem, bucket: string, at: string): Explanation {
  if (code === 'Error' && words.startsWith('Region is missing')) {
    return {
      message: 'the region of the bucket is not known',
      help: 'set `"region"` in the config of the s3 connector, or AWS_REGION',
    };
  }
  if (status === 403) {
    return {
      message: `these credentials may not use bucket \`${bucket}\` at ${at}: ${words}`,
      help:
        `allow s3:ListBucket on arn:aws:s3:::${bucket}, and s3:PutObject and s3:AbortMultipartUpload on ` +
        `arn:aws:s3:::${bucket}/*`,
    };
  }
  return {
    message: `bucket \`${bucket}\` at ${at} cannot be used: ${words}`,
    help: 'check `bucket`, `endpoint`, `region` and `path_style` of the s3 connector',
  };
}
