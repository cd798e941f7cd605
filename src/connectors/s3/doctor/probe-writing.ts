import { GetObjectCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { crc32 } from 'node:zlib';
import { needsLook } from '../client/compatibility/look-first.ts';
import type { BodyIntegrity } from '../client/integrity.ts';
import { crcText } from '../client/object-store.ts';
import type { Body, ObjectStore } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import { sinkOptions } from '../sink/options.ts';
import type { CheckList } from './check-list.ts';
import { Finding } from './check-list.ts';
import type { BucketProbe } from './probe-bucket.ts';
import { probeCopy } from './probe-copy.ts';
import type { ProbeLitter } from './probe-litter.ts';

/** What the probes that write work with. */
export interface ProbeTools {
  readonly litter: ProbeLitter;
  readonly store: ObjectStore;
  readonly integrity: BodyIntegrity;
}

const TEXT = Buffer.from('written by flowrun doctor, which removes it again\n');
const BODY: Body = { bytes: TEXT, crc32: crc32(TEXT) };

const WRITE_MS = 60_000;

/** Requests that write are not cut off by Ctrl-C, so that what they have made is known: they end by themselves. */
function uncut(): AbortSignal {
  return AbortSignal.timeout(WRITE_MS);
}

const MULTIPART = 'multipart upload: create, part, abort';
const LIST_PARTS = 'list the parts of an upload';
const DELETE = 'delete an object';
const PUT = 'put an object';
const HEAD = 'look at an object';
const GET = 'read an object';
const CONDITIONAL_PUT = 'put an object unless it exists';
const CONDITIONAL_COMPLETE = 'complete an upload unless the object exists';
const COPY = 'copy an object into a part';
const KEPT = 'checksums are kept';
const CHECKED = 'damaged bodies are refused';

/** Notes everything that {@link probeWriting} would have tried as not tried. */
export function skipWriting(list: CheckList, probe: BucketProbe, why: string): void {
  list.skip(MULTIPART, true, why);
  list.skip(LIST_PARTS, false, why);
  list.skip(DELETE, false, why);
  skipObject(list, probe, why);
}

function skipObject(list: CheckList, probe: BucketProbe, why: string): void {
  list.skip(PUT, true, why);
  list.skip(HEAD, true, why);
  list.skip(GET, appends(probe), why);
  if (appends(probe)) list.skip(COPY, true, why);
  list.skip(CONDITIONAL_PUT, isTrusted(probe, 'conditionalPut'), why);
  list.skip(CONDITIONAL_COMPLETE, isTrusted(probe, 'conditionalComplete'), why);
  list.skip(KEPT, false, why);
  list.skip(CHECKED, false, why);
}

/**
 * Tries to write as the flow will, with its attributes. Nothing is made that these credentials could not remove again:
 * the right to abort and to delete is found out first, on what is not there.
 */
export async function probeWriting(list: CheckList, probe: BucketProbe, tools: ProbeTools): Promise<void> {
  const { litter } = tools;
  const { signal } = probe.access;
  const { bucket } = litter.address;
  const objects = `arn:aws:s3:::${bucket}/*`;
  const mayAbort = await probeMultipart(list, probe, tools);
  const allow = `s3:DeleteObject on ${objects}`;
  const mayDelete = await list.run(DELETE, { isNeeded: false, allow }, async () => {
    await probe.access.retry(DELETE, signal, () => litter.tryDelete(signal));
    return 'only flowrun doctor does';
  });
  if (!mayDelete) return skipObject(list, probe, 'these credentials could not remove the probe again');
  await probeObject(list, probe, tools, mayAbort);
}

/** Gives whether another upload could be aborted again. */
async function probeMultipart(list: CheckList, probe: BucketProbe, tools: ProbeTools): Promise<boolean> {
  const { litter, store } = tools;
  const { signal, retry } = probe.access;
  const objects = `arn:aws:s3:::${litter.address.bucket}/*`;
  let mayAbort = false;
  let listing: PromiseSettledResult<void> | undefined;
  const allow = `s3:PutObject and s3:AbortMultipartUpload on ${objects}${alsoFor(probe)}`;
  await list.run(MULTIPART, { isNeeded: true, allow }, async () => {
    await retry(MULTIPART, signal, () => litter.tryAbort(signal));
    mayAbort = true;
    const uploadId = await create(probe, tools);
    await store.uploadPart({ ...litter.address, uploadId }, 1, BODY, uncut());
    // A check of its own, for which there is an upload only now.
    [listing] = await Promise.allSettled([listParts(probe, tools, uploadId)]);
    mayAbort = false;
    await retry(MULTIPART, signal, () => litter.abortUpload(uploadId, uncut()));
    mayAbort = true;
  });
  const listed = listing;
  if (listed === undefined) list.skip(LIST_PARTS, false, 'there is no upload');
  else {
    const allowList = `s3:ListMultipartUploadParts on ${objects}`;
    await list.run(LIST_PARTS, { isNeeded: false, allow: allowList }, async () => {
      if (listed.status === 'rejected') throw listed.reason;
    });
  }
  return mayAbort;
}

async function listParts(probe: BucketProbe, { litter }: ProbeTools, uploadId: string): Promise<void> {
  const { client, signal, retry } = probe.access;
  const { bucket, key } = litter.address;
  const command = new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  await retry(LIST_PARTS, signal, () => client.send(command, { abortSignal: signal }));
}

async function probeObject(
  list: CheckList,
  probe: BucketProbe,
  tools: ProbeTools,
  mayAbort: boolean,
): Promise<void> {
  const { litter, store, integrity } = tools;
  const { client, signal, retry } = probe.access;
  const { address } = litter;
  const objects = `arn:aws:s3:::${address.bucket}/*`;
  const attributes = attributesOf(probe);
  const put = (ifAbsent: boolean, body = BODY): Promise<void> =>
    litter.writing(() => store.put(address, body, { attributes, ifAbsent, signal: uncut() }));

  const allow = `s3:PutObject on ${objects}${alsoFor(probe)}`;
  const isPut = await list.run(PUT, { isNeeded: true, allow }, () => retry(PUT, signal, () => put(false)));
  if (!isPut) {
    const why = 'there is no object';
    list.skip(HEAD, true, why);
    list.skip(GET, appends(probe), why);
    if (appends(probe)) list.skip(COPY, true, why);
    return;
  }
  let crc: string | undefined;
  let etag = '';
  const reading = `s3:GetObject on ${objects}`;
  await list.run(HEAD, { isNeeded: true, allow: reading }, async () => {
    const stored = await retry(HEAD, signal, () => store.look(address, signal));
    crc = stored?.crc32;
    etag = stored?.etag ?? '';
    if (stored?.bytes !== TEXT.length)
      throw new Finding('the object that was put is not there, or not whole');
  });
  await list.run(GET, { isNeeded: appends(probe), allow: reading }, async () => {
    const command = new GetObjectCommand({ Bucket: address.bucket, Key: address.key });
    const answer = await retry(GET, signal, () => client.send(command, { abortSignal: signal }));
    const bytes = await answer.Body?.transformToByteArray();
    if (bytes === undefined || !TEXT.equals(bytes)) throw new Finding('it has other bytes than were put');
  });
  if (appends(probe) && mayAbort) {
    const allowCopy = `${reading}, and s3:PutObject`;
    await list.run(COPY, { isNeeded: true, allow: allowCopy }, async () =>
      probeCopy({ probe, tools, uploadId: await create(probe, tools), etag, bytes: TEXT.length, uncut }),
    );
  } else if (appends(probe)) {
    list.skip(COPY, true, 'these credentials could not abort the upload again');
  }
  await list.run(CONDITIONAL_PUT, { isNeeded: isTrusted(probe, 'conditionalPut') }, () =>
    expectRefusal(probe, () => put(true)),
  );
  const needsComplete = isTrusted(probe, 'conditionalComplete');
  if (mayAbort) {
    await list.run(CONDITIONAL_COMPLETE, { isNeeded: needsComplete }, () =>
      probeConditionalComplete(probe, tools),
    );
  } else {
    list.skip(CONDITIONAL_COMPLETE, needsComplete, 'these credentials could not abort the upload again');
  }
  await list.run(KEPT, { isNeeded: false }, async () => {
    if (integrity.kind === 'md5') return 'no: flowrun sends Content-MD5 to this server';
    return crc === crcText(BODY.crc32) ? 'CRC32' : 'no: objects are compared by their ETag';
  });
  if (integrity.kind === 'md5') return;
  await list.run(CHECKED, { isNeeded: false }, async () => {
    const refusal = await put(false, { bytes: TEXT, crc32: (BODY.crc32 ^ 1) >>> 0 }).then(
      () => undefined,
      problemOf,
    );
    if (refusal === undefined) {
      const help = 'use https, where TLS protects the bytes; over http their SHA-256 is signed';
      throw new Finding('a body with another CRC32 was accepted', help);
    }
    if (refusal.status !== 400) throw new Finding(refusal.words);
    return `by ${refusal.code}`;
  });
}

async function probeConditionalComplete(probe: BucketProbe, tools: ProbeTools): Promise<string> {
  const { litter, store } = tools;
  const uploadId = await create(probe, tools);
  const upload = { ...litter.address, uploadId };
  const part = await store.uploadPart(upload, 1, BODY, uncut());
  const complete = (): Promise<void> =>
    litter.writing(() => store.completeUpload(upload, [part], { ifAbsent: true, signal: uncut() }));
  return expectRefusal(probe, complete);
}

function create(probe: BucketProbe, { litter, store }: ProbeTools): Promise<string> {
  const attributes = attributesOf(probe);
  return litter.uploading(() => store.createUpload(litter.address, { attributes, signal: uncut() }));
}

/** The object is there, so that a server which heeds the condition says no. */
async function expectRefusal({ profile }: BucketProbe, write: () => Promise<void>): Promise<string> {
  const problem = await write().then(() => undefined, problemOf);
  if (problem?.status === 412) return 'an object that is there is not replaced';
  const detail = problem === undefined ? 'the server ignores the condition' : `refused: ${problem.words}`;
  if (needsLook(profile)) throw new Finding(`${detail}; flowrun looks for each object first`);
  throw new Finding(detail, 'name the server by `compatibility`: flowrun then looks for each object first');
}

function appends({ config }: BucketProbe): boolean {
  return config.if_exists === 'append';
}

/** Does the flow rely on the server for `if_exists = "fail"`? Otherwise it looks for each object itself. */
function isTrusted(
  { config, profile }: BucketProbe,
  ability: 'conditionalPut' | 'conditionalComplete',
): boolean {
  return config.if_exists === 'fail' && profile[ability].is === 'holds';
}

function attributesOf({ config, profile }: BucketProbe) {
  return sinkOptions(config, { contentType: 'text/plain', contentEncoding: undefined }, profile).attributes;
}

/** More than s3:PutObject, by the attributes. */
function alsoFor({ config }: BucketProbe): string {
  const more = [
    ...(config.tags === undefined ? [] : ['s3:PutObjectTagging for `tags`']),
    ...(config.acl === undefined ? [] : ['s3:PutObjectAcl for `acl`']),
    ...(config.sse?.startsWith('aws:kms') === true
      ? ['kms:GenerateDataKey and kms:Decrypt on the KMS key']
      : []),
  ];
  return more.length === 0 ? '' : `, ${more.join(', ')}`;
}
