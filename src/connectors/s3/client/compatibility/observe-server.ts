import type { S3Client } from '@aws-sdk/client-s3';
import type { ServerHeaders } from './recognise.ts';

/** The header fields of the first answer that a client gets, also of one that says no. */
export interface ServerObserver {
  readonly headers: ServerHeaders | undefined;
}

/** The part of a response that matters here. */
interface RawResponse {
  readonly response?: { readonly headers?: ServerHeaders };
}

/** Looks at who answers, without a request of its own. */
export function observeServer(client: S3Client): ServerObserver {
  const observer: { headers: ServerHeaders | undefined } = { headers: undefined };
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        const result = await next(args);
        observer.headers ??= headersOf(result);
        return result;
      } catch (error) {
        observer.headers ??= headersOfError(error);
        throw error;
      }
    },
    { step: 'deserialize', name: 'observeServer', priority: 'high' },
  );
  return observer;
}

function headersOf(result: unknown): ServerHeaders | undefined {
  // Every field of RawResponse is optional and is looked at before it is used.
  return (result as RawResponse).response?.headers;
}

function headersOfError(error: unknown): ServerHeaders | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // As above: the SDK hangs the response on its errors.
  return (error as { readonly $response?: { readonly headers?: ServerHeaders } }).$response?.headers;
}
