import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '../../settings.ts';
import { configuredEndpoint } from '../endpoint.ts';
import type { S3Endpoint } from '../endpoint.ts';
import { PROFILES } from './profiles.ts';
import type { ServerObserver } from './observe-server.ts';
import { recogniseHeaders, recogniseHost } from './recognise.ts';
import type { Recognition } from './recognise.ts';

export interface ServerInQuestion {
  readonly setting: S3Config['compatibility'];
  readonly endpoint: S3Endpoint;
  readonly client: S3Client;
  readonly observer: ServerObserver;
  readonly signal: AbortSignal;
}

/**
 * Decides what the server can do: by the setting, by its address, or by what it says of itself in its answers. Sends
 * at most one request, which reads: when there was none yet that it could have answered. Never rejects.
 */
export async function findProfile(question: ServerInQuestion): Promise<Recognition> {
  const { setting, endpoint, client, observer } = question;
  if (setting !== 'auto') return { profile: PROFILES[setting], by: 'the setting `compatibility`' };
  const address = endpoint.endpoint ?? (await configuredEndpoint(client));
  if (address === undefined) return { profile: PROFILES.aws, by: 'the lack of an `endpoint`' };
  const byHost = recogniseHost(address);
  if (byHost !== undefined) return byHost;
  if (observer.headers === undefined) await provokeAnswer(question);
  return recogniseHeaders(observer.headers);
}

/** Whatever it answers, a refusal as well, has the header fields in question. */
async function provokeAnswer({ client, signal }: ServerInQuestion): Promise<void> {
  try {
    await client.send(new ListBucketsCommand({}), { abortSignal: signal });
  } catch {
    // Without an answer it stays unknown; the first object will show what is wrong.
  }
}
