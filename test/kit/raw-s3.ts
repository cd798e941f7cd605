/** S3 requests as they go over the wire, for what an SDK cannot or will not say. */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { requestSignature, scopeText, signingKey } from '../../src/local-s3/auth/signature.ts';
import type { SignatureScope, SignedParts } from '../../src/local-s3/auth/signature.ts';

/** A server, and who asks it. */
export interface S3Address {
  /** `http://127.0.0.1:9000`; buckets are addressed in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface RawRequest {
  readonly method?: string;
  /** As it is sent: escaped by the caller, query included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** `x-amz-content-sha256`; computed from the body unless given. */
  readonly payloadHash?: string;
  readonly signing?: SigningOptions | 'none';
}

export interface SigningOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
  readonly date?: Date;
  /** Headers to leave out of the signature. */
  readonly unsigned?: readonly string[];
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `Code` of an error document. */
  readonly code: string | undefined;
}

export function rawRequest(address: S3Address, raw: RawRequest): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = openRequest(address, raw, (response) => {
      readResponse(response).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.end(raw.body ?? '');
  });
}

/** The request with its head ready to go; the caller writes the body and ends it. */
export function openRequest(
  address: S3Address,
  raw: RawRequest,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const { protocol, hostname, port } = new URL(address.endpoint);
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = signedHeaders(address, raw);
  return request({ hostname, port, method: raw.method ?? 'GET', path: raw.path, headers }, onResponse);
}

export async function readResponse(response: IncomingMessage): Promise<RawResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const code = /<Error>\s*<Code>(\w+)<\/Code>/.exec(body)?.[1];
  return { status: response.statusCode ?? 0, headers: response.headers, body, code };
}

/** The headers of `raw` with those of its signature. */
export function signedHeaders(address: S3Address, raw: RawRequest): Record<string, string> {
  const { body = '', headers: given = {}, signing = {} } = raw;
  const payloadHash = raw.payloadHash ?? createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    host: new URL(address.endpoint).host,
    'x-amz-content-sha256': payloadHash,
    ...('transfer-encoding' in given ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
    ...given,
  };
  if (signing === 'none') return headers;
  const scope = scopeOf(address, signing);
  headers['x-amz-date'] ??= scope.amzDate;
  if (address.sessionToken !== undefined) headers['x-amz-security-token'] = address.sessionToken;
  const names = Object.keys(headers).filter((name) => !(signing.unsigned ?? []).includes(name));
  names.sort();
  const parts = { method: raw.method ?? 'GET', ...pathAndQuery(raw.path), headers };
  const key = signingKey(signing.secretAccessKey ?? address.secretAccessKey, scope);
  const signature = requestSignature(key, scope, parts, names, payloadHash);
  const credential = `${signing.accessKeyId ?? address.accessKeyId}/${scopeText(scope)}`;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** A presigned URL's path. `path` may have a query, which is signed along. */
export function presigned(
  address: S3Address,
  method: string,
  path: string,
  expiresSeconds: number,
  signing: SigningOptions = {},
): string {
  const scope = scopeOf(address, signing);
  const credential = `${signing.accessKeyId ?? address.accessKeyId}/${scopeText(scope)}`;
  const target = pathAndQuery(path);
  const query = new URLSearchParams([
    ...target.query,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', credential],
    ['X-Amz-Date', scope.amzDate],
    ['X-Amz-Expires', `${expiresSeconds}`],
    ['X-Amz-SignedHeaders', 'host'],
  ]);
  if (address.sessionToken !== undefined) query.set('X-Amz-Security-Token', address.sessionToken);
  const key = signingKey(signing.secretAccessKey ?? address.secretAccessKey, scope);
  const headers = { host: new URL(address.endpoint).host };
  const parts = { method, path: target.path, query: new Map(query), headers };
  const signature = requestSignature(key, scope, parts, ['host'], 'UNSIGNED-PAYLOAD');
  return `${path.replace(/\?.*$/s, '')}?${query.toString().replaceAll('+', '%20')}&X-Amz-Signature=${signature}`;
}

export function scopeOf(
  address: Pick<S3Address, 'region'>,
  { date = new Date(), region }: SigningOptions,
): SignatureScope {
  const amzDate = date.toISOString().replace(/[-:]|\.\d+/g, '');
  return { amzDate, date: amzDate.slice(0, 8), region: region ?? address.region };
}

function pathAndQuery(target: string): Pick<SignedParts, 'path'> & { readonly query: Map<string, string> } {
  const [path = '', query = ''] = target.split(/\?(.*)/s, 2);
  const pairs = query.split('&').filter((pair) => pair !== '');
  return {
    path: decodeURIComponent(path),
    query: new Map(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
        return [decodeURIComponent(name), decodeURIComponent(value)];
      }),
    ),
  };
}
