import { S3Client } from '@aws-sdk/client-s3';
import { createAgents } from './agents.ts';
import { hashPayloadsOffTheLoop } from './payload-hash.ts';
import type { S3Endpoint } from './endpoint.ts';
import type { Timeouts } from './timeouts.ts';

export interface ClientOptions {
  readonly endpoint: S3Endpoint;
  readonly timeouts: Timeouts;
  /** As many as there may be requests at the same time. */
  readonly maxSockets: number;
}

/** Handed on to the credential providers; the types of the client do not know it. */
const FRESH_FILES: object = { ignoreCache: true };

/** The one place where a client of the SDK is made. */
export function createS3Client({ endpoint, timeouts, maxSockets }: ClientOptions): S3Client {
  // Otherwise the SDK prints a warning about Node 20 into the terminal of the flow.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const client = new S3Client({
    ...given('endpoint', endpoint.endpoint),
    ...given('region', endpoint.region),
    ...given('profile', endpoint.profile),
    ...given('credentials', endpoint.credentials),
    // When credentials are looked for again, files are read again: somebody may have signed in meanwhile.
    ...FRESH_FILES,
    forcePathStyle: endpoint.pathStyle,
    // Retries are ours (retry.ts): the SDK's would be invisible.
    maxAttempts: 1,
    // We bring the checksum of every body ourselves, and other requests need none.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It costs a round trip and a new connection for every part.
    expectContinueHeader: false,
    requestHandler: {
      ...createAgents(maxSockets, timeouts),
      connectionTimeout: timeouts.connectMs,
      // The agents watch over the rest. Left out, it would be the SDK's own limit.
      socketTimeout: 0,
    },
  });
  hashPayloadsOffTheLoop(client);
  return client;
}

/** Leaves a setting out instead of setting it to undefined, which the SDK takes for a value. */
function given<N extends string, T>(name: N, value: T | undefined): { readonly [name in N]?: T } {
  // A computed key widens to `string`; there is only the one.
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in N]?: T });
}
