import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { requestSignature, scopeText, signingKey } from '../../../src/local-s3/auth/signature.ts';
import { parseRequest } from '../../../src/local-s3/request.ts';
import { withoutHopHeaders } from './exchange.ts';

/** Who the server takes every request for. */
export interface SigningIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** Access key id and session token: what changes when credentials are renewed. */
export function credentialsOf({ headers }: IncomingMessage): string {
  const accessKeyId = /Credential=([^,]*?)\/\d{8}\//.exec(headers.authorization ?? '')?.[1] ?? '';
  return `${accessKeyId} ${String(headers['x-amz-security-token'] ?? '')}`;
}

/** The headers of a request, signed anew by somebody else; a session token is left out. */
export function signedAs(identity: SigningIdentity, request: IncomingMessage): OutgoingHttpHeaders {
  const headers = withoutHopHeaders(request);
  const amzDate = String(request.headers['x-amz-date']);
  const scope = { amzDate, date: amzDate.slice(0, 8), region: identity.region };
  const listed = /SignedHeaders=([^,]*)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const signedHeaders = listed.split(';').filter((name) => name !== 'x-amz-security-token');
  const signature = requestSignature(
    signingKey(identity.secretAccessKey, scope),
    scope,
    parseRequest(request),
    signedHeaders,
    String(request.headers['x-amz-content-sha256']),
  );
  delete headers['x-amz-security-token'];
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${scopeText(scope)}, ` +
    `SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}
