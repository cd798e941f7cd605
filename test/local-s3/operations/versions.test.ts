import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type {
  BucketVersioningStatus,
  DeleteObjectCommandOutput,
  ObjectIdentifier,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import type { LocalS3 } from '../../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest, startServer } from '../kit.ts';

const PATH = `/${BUCKET}/a`;
const TARGET = { Bucket: BUCKET, Key: 'a' };
/** Looks like an id, and is none. */
const UNKNOWN = '0'.repeat(32);

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
});

async function setVersioning(Status: BucketVersioningStatus): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }));
}

/** Puts an object and gives its version id. */
async function put(Key: string, Body: string): Promise<string | undefined> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.from(Body) }));
  return VersionId;
}

async function remove(Key: string, VersionId?: string): Promise<DeleteObjectCommandOutput> {
  return s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
}

/** The bytes of a version, or the code of the error. */
async function read(Key: string, VersionId?: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
    return await Body?.transformToString();
  } catch (error) {
    return (error as Error).name;
  }
}

/** All versions of a bucket as `key id`, delete markers with a `-` in front, `*` marking the current ones. */
async function versions(): Promise<string[]> {
  const { body } = await rawRequest(server, { path: `/${BUCKET}?versions` });
  const found = body.matchAll(
    /<(Version|DeleteMarker)><Key>(.*?)<\/Key><VersionId>(.*?)<\/VersionId><IsLatest>(.*?)</g,
  );
  return [...found].map(([, kind, key, id, isLatest]) => {
    return `${kind === 'Version' ? '' : '-'}${key} ${id}${isLatest === 'true' ? '*' : ''}`;
  });
}

test('a bucket that was never asked to keep versions has none', async () => {
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBeUndefined();
  const { body } = await rawRequest(server, { path: `/${BUCKET}?versioning` });
  expect(body).toMatch(/<VersioningConfiguration xmlns="[^"]*"><\/VersioningConfiguration>$/);
  expect(await put('a', 'one')).toBeUndefined();
  expect(await put('a', 'two')).toBeUndefined();
  expect(await versions()).toEqual(['a null*']);
  expect(await read('a', 'null')).toBe('two');
  expect(await read('a', UNKNOWN)).toBe('NoSuchVersion');
  const got = await rawRequest(server, { path: PATH });
  const deleted = await rawRequest(server, { method: 'DELETE', path: PATH });
  const missing = await rawRequest(server, { path: PATH });
  for (const { headers } of [got, deleted, missing]) {
    expect(headers).not.toHaveProperty('x-amz-version-id');
    expect(headers).not.toHaveProperty('x-amz-delete-marker');
  }
  expect(await versions()).toEqual([]);
});

test('versioning is switched, and told', async () => {
  for (const Status of ['Enabled', 'Suspended', 'Enabled'] as const) {
    await setVersioning(Status);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBe(Status);
  }
});

test.each([
  ['no body', '', 400, 'MissingRequestBodyError'],
  ['no XML', 'Enabled', 400, 'MalformedXML'],
  ['another document', '<Other><Status>Enabled</Status></Other>', 400, 'MalformedXML'],
  ['another status', configuration('<Status>Disabled</Status>'), 400, 'MalformedXML'],
  ['a status twice', configuration('<Status>Enabled</Status>'.repeat(2)), 400, 'MalformedXML'],
  ['an unknown element', configuration('<Status>Enabled</Status><X/>'), 400, 'MalformedXML'],
  [
    'no status',
    configuration('<MfaDelete>Disabled</MfaDelete>'),
    400,
    'IllegalVersioningConfigurationException',
  ],
  [
    'MFA delete',
    configuration('<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>'),
    501,
    'NotImplemented',
  ],
])('versioning is not switched by %s', async (_, body, status, code) => {
  const response = await rawRequest(server, { method: 'PUT', path: `/${BUCKET}?versioning`, body });
  expect([response.status, response.code]).toEqual([status, code]);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBeUndefined();
});

function configuration(children: string): string {
  return `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children}</VersioningConfiguration>`;
}

test('an overwrite keeps what was there', async () => {
  await put('a', 'before');
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  const second = await put('a', 'two');
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(second).not.toBe(first);
  expect(await versions()).toEqual([`a ${second}*`, `a ${first}`, 'a null']);
  expect(await Promise.all([first, second, 'null', undefined].map((id) => read('a', id)))).toEqual([
    'one',
    'two',
    'before',
    'two',
  ]);
  const heads = await Promise.all(
    [first, 'null', undefined].map((VersionId) => s3.send(new HeadObjectCommand({ ...TARGET, VersionId }))),
  );
  expect(heads.map(({ VersionId, ContentLength }) => [VersionId, ContentLength])).toEqual([
    [first, 3],
    ['null', 6],
    [second, 3],
  ]);
});

test('every version keeps its own headers and checksum', async () => {
  await setVersioning('Enabled');
  const one = { ...TARGET, Body: 'one', ContentType: 'a/b', Metadata: { n: '1' } };
  const { VersionId, ETag, ChecksumCRC32 } = await s3.send(new PutObjectCommand(one));
  await put('a', 'another');
  const head = await s3.send(new HeadObjectCommand({ ...TARGET, VersionId, ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({
    ETag,
    ChecksumCRC32,
    ContentType: 'a/b',
    Metadata: { n: '1' },
    ContentLength: 3,
  });
  const part = await s3.send(new GetObjectCommand({ ...TARGET, VersionId, Range: 'bytes=1-' }));
  expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['ne', 'bytes 1-2/3']);
  const unchanged = await rawRequest(server, {
    path: `${PATH}?versionId=${VersionId}`,
    headers: { 'if-none-match': ETag! },
  });
  expect([unchanged.status, unchanged.headers['x-amz-version-id']]).toEqual([304, VersionId]);
});

test('a delete hides the object under a delete marker, which is deleted like a version', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  const { DeleteMarker, VersionId: marker } = await remove('a');
  expect([DeleteMarker, await versions()]).toEqual([true, [`-a ${marker}*`, `a ${first}`]]);
  expect(await read('a', first)).toBe('one');
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents).toBeUndefined();

  const undone = await remove('a', marker);
  expect([undone.DeleteMarker, undone.VersionId]).toEqual([true, marker]);
  expect([await read('a'), await versions()]).toEqual(['one', [`a ${first}*`]]);
});

test.each(['GET', 'HEAD'])('a %s of what is deleted says so', async (method) => {
  await setVersioning('Enabled');
  await put('a', 'one');
  const { VersionId: marker } = await remove('a');
  const current = await rawRequest(server, { method, path: PATH });
  expect([current.status, current.code]).toEqual([404, method === 'GET' ? 'NoSuchKey' : undefined]);
  expect(current.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
  const byId = await rawRequest(server, { method, path: `${PATH}?versionId=${marker}` });
  expect([byId.status, byId.code]).toEqual([405, method === 'GET' ? 'MethodNotAllowed' : undefined]);
  expect(byId.headers).toMatchObject({
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': marker,
    allow: 'DELETE',
    'last-modified': expect.stringMatching(/GMT$/) as string,
  });
});

test('a delete of nothing makes a delete marker, every time', async () => {
  await setVersioning('Enabled');
  const [first, second] = [await remove('a'), await remove('a')];
  expect(await versions()).toEqual([`-a ${second.VersionId}*`, `-a ${first.VersionId}`]);
});

test.each([
  ['GET', UNKNOWN, 404, 'NoSuchVersion', 'The specified version does not exist.'],
  ['GET', 'x', 400, 'InvalidArgument', 'Invalid version id specified'],
  ['GET', 'NULL', 400, 'InvalidArgument', 'Invalid version id specified'],
  ['GET', '', 400, 'InvalidArgument', 'Version id cannot be the empty string'],
  ['DELETE', 'x', 400, 'InvalidArgument', 'Invalid version id specified'],
  ['GET', 'null', 404, 'NoSuchVersion', 'The specified version does not exist.'],
])('%s of version %j', async (method, id, status, code, message) => {
  await setVersioning('Enabled');
  await put('a', 'one');
  const response = await rawRequest(server, { method, path: `${PATH}?versionId=${id}` });
  expect([response.status, response.code]).toEqual([status, code]);
  expect(response.body).toContain(`<Message>${message}</Message>`);
});

test('a version that is deleted by its id is gone for good', async () => {
  await setVersioning('Enabled');
  const ids = [await put('a', 'one'), await put('a', 'two'), await put('a', 'three')];
  const [first, second, third] = ids;
  const gone = await remove('a', third);
  expect([gone.VersionId, gone.DeleteMarker]).toEqual([third, undefined]);
  expect([await read('a'), await read('a', third)]).toEqual(['two', 'NoSuchVersion']);
  await remove('a', first);
  expect(await versions()).toEqual([`a ${second}*`]);
  expect((await remove('a', first)).VersionId).toBe(first);
  await remove('a', second);
  expect([await versions(), await read('a')]).toEqual([[], 'NoSuchKey']);
});

test('an older delete marker becomes current again', async () => {
  await setVersioning('Enabled');
  await put('a', 'one');
  const { VersionId: marker } = await remove('a');
  const second = await put('a', 'two');
  expect((await versions())[1]).toBe(`-a ${marker}`);
  await remove('a', second);
  expect((await versions())[0]).toBe(`-a ${marker}*`);
  expect(await read('a')).toBe('NoSuchKey');
});

test('while versioning is suspended, the null version is the one that changes', async () => {
  await put('a', 'before');
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  await setVersioning('Suspended');
  expect(await put('a', 'two')).toBe('null');
  expect(await versions()).toEqual(['a null*', `a ${first}`]);
  await put('a', 'three');
  expect([await read('a'), await read('a', 'null'), await read('a', first)]).toEqual([
    'three',
    'three',
    'one',
  ]);

  const deleted = await remove('a');
  expect([deleted.DeleteMarker, deleted.VersionId]).toEqual([true, 'null']);
  expect(await versions()).toEqual(['-a null*', `a ${first}`]);
  const { status, headers } = await rawRequest(server, { path: `${PATH}?versionId=null` });
  expect([status, headers['x-amz-delete-marker'], headers['x-amz-version-id']]).toEqual([
    405,
    'true',
    'null',
  ]);

  await setVersioning('Enabled');
  const last = await put('a', 'four');
  expect(await versions()).toEqual([`a ${last}*`, '-a null', `a ${first}`]);
  await remove('a', 'null');
  expect(await versions()).toEqual([`a ${last}*`, `a ${first}`]);
});

test('the null version becomes the newest again when it is replaced', async () => {
  await put('a', 'before');
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  await setVersioning('Suspended');
  await remove('a', first);
  expect([await versions(), await read('a')]).toEqual([['a null*'], 'before']);
  await setVersioning('Enabled');
  const second = await put('a', 'two');
  await setVersioning('Suspended');
  await put('a', 'three');
  expect(await versions()).toEqual(['a null*', `a ${second}`]);
});

test('many are deleted at once, versions and delete markers, and the answer says what became of each', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  await put('b', 'one');
  const { VersionId: marker } = await remove('c');
  const Objects: ObjectIdentifier[] = [
    { Key: 'a', VersionId: first },
    { Key: 'b' },
    { Key: 'c', VersionId: marker },
    { Key: 'd', VersionId: UNKNOWN },
    { Key: 'd', VersionId: 'x' },
    { Key: 'd', VersionId: 'null' },
  ];
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
  );
  const made = Deleted?.[1]?.DeleteMarkerVersionId;
  expect(made).toMatch(/^[\w-]{32}$/);
  expect(Deleted).toEqual([
    { Key: 'a', VersionId: first },
    { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: made },
    { Key: 'c', VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
    { Key: 'd', VersionId: UNKNOWN },
    { Key: 'd', VersionId: 'null' },
  ]);
  expect(Errors).toEqual([
    { Key: 'd', VersionId: 'x', Code: 'NoSuchVersion', Message: 'The specified version does not exist.' },
  ]);
  expect((await versions())[0]).toBe(`-b ${made}*`);
});

test('an upload becomes a version, and completing it again tells the same one', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(TARGET));
  const { ETag } = await s3.send(new UploadPartCommand({ ...TARGET, UploadId, PartNumber: 1, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const complete = new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload });
  const { VersionId } = await s3.send(complete);
  const later = await put('a', 'later');
  expect((await s3.send(complete)).VersionId).toBe(VersionId);
  expect(await versions()).toEqual([`a ${later}*`, `a ${VersionId}`, `a ${first}`]);
  expect(await read('a', VersionId)).toBe('part');
});

test('a version is copied, and an older one made the current one again', async () => {
  await setVersioning('Enabled');
  const one = { ...TARGET, Body: 'one', Metadata: { n: '1' }, Tagging: 't=1' };
  const { VersionId: first } = await s3.send(new PutObjectCommand(one));
  const second = await put('a', 'two');
  const copy = await s3.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a?versionId=${first}` }),
  );
  expect([copy.CopySourceVersionId, await read('b', copy.VersionId)]).toEqual([first, 'one']);
  const current = await s3.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a` }),
  );
  expect([current.CopySourceVersionId, await read('b')]).toEqual([second, 'two']);

  const restored = await s3.send(
    new CopyObjectCommand({ ...TARGET, CopySource: `${BUCKET}/a?versionId=${first}` }),
  );
  const head = await s3.send(new HeadObjectCommand(TARGET));
  expect(head).toMatchObject({
    VersionId: restored.VersionId,
    Metadata: { n: '1' },
    TagCount: 1,
    ContentLength: 3,
  });
  const expected = [restored.VersionId, second, first].map((id, i) => `a ${id}${i === 0 ? '*' : ''}`);
  expect((await versions()).filter((version) => version.startsWith('a'))).toEqual(expected);
});

test('from a bucket without versions, a copy names no version of its source', async () => {
  await server.createBucket('plain-bucket');
  await s3.send(new PutObjectCommand({ Bucket: 'plain-bucket', Key: 'a', Body: 'x' }));
  await setVersioning('Enabled');
  const copy = await s3.send(new CopyObjectCommand({ ...TARGET, CopySource: 'plain-bucket/a' }));
  expect([copy.CopySourceVersionId, copy.VersionId]).toEqual([
    undefined,
    expect.stringMatching(/^[\w-]{32}$/),
  ]);
});

test.each([
  ['the current delete marker', '', 404, 'NoSuchKey'],
  ['a delete marker by its id', 'marker', 400, 'InvalidRequest'],
  ['an unknown version', UNKNOWN, 404, 'NoSuchVersion'],
  ['a malformed id', 'x', 400, 'InvalidArgument'],
])('%s cannot be copied', async (_, id, status, code) => {
  await setVersioning('Enabled');
  await put('a', 'one');
  const { VersionId: marker } = await remove('a');
  const query = id === '' ? '' : `?versionId=${id === 'marker' ? marker : id}`;
  const headers = { 'x-amz-copy-source': `${BUCKET}/a${query}` };
  const copy = await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/b`, headers });
  expect([copy.status, copy.code]).toEqual([status, code]);
  if (code === 'NoSuchKey') expect(copy.headers).toMatchObject({ 'x-amz-version-id': marker });
  expect(await read('b')).toBe('NoSuchKey');
});

test('a part is copied from a version', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  await put('a', 'two');
  const target = { Bucket: BUCKET, Key: 'b' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const part = { ...target, UploadId, PartNumber: 1, CopySource: `${BUCKET}/a?versionId=${first}` };
  const copied = await s3.send(new UploadPartCopyCommand(part));
  expect(copied.CopySourceVersionId).toBe(first);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }] };
  const { VersionId } = await s3.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }),
  );
  expect(await read('b', VersionId)).toBe('one');
});

test('every version has tags of its own, which make no new version', async () => {
  await put('a', 'before');
  await setVersioning('Enabled');
  const ids = [await put('a', 'one'), await put('a', 'two')];
  const before = await versions();
  for (const VersionId of ['null', ids[0]]) {
    const Tagging = { TagSet: [{ Key: 'id', Value: VersionId }] };
    const tagged = await s3.send(new PutObjectTaggingCommand({ ...TARGET, VersionId, Tagging }));
    expect(tagged.VersionId).toBe(VersionId);
  }
  const tagsOf = async (VersionId?: string): Promise<unknown> => {
    const { TagSet, VersionId: answered } = await s3.send(
      new GetObjectTaggingCommand({ ...TARGET, VersionId }),
    );
    return [answered, TagSet?.map(({ Value }) => Value)];
  };
  expect(await tagsOf('null')).toEqual(['null', ['null']]);
  expect(await tagsOf(ids[0])).toEqual([ids[0], [ids[0]]]);
  expect(await tagsOf()).toEqual([ids[1], []]);
  const removed = await s3.send(new DeleteObjectTaggingCommand({ ...TARGET, VersionId: 'null' }));
  expect([removed.VersionId, await tagsOf('null')]).toEqual(['null', ['null', []]]);
  expect([await versions(), await read('a', 'null'), await read('a', ids[0])]).toEqual([
    before,
    'before',
    'one',
  ]);
});

test('attributes are those of the version that is named', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  const second = await put('a', 'another');
  const { VersionId: marker } = await remove('a');
  const attributesOf = async (VersionId?: string): Promise<unknown> => {
    const input = { ...TARGET, VersionId, ObjectAttributes: ['ObjectSize' as const] };
    const found = await s3.send(new GetObjectAttributesCommand(input)).catch((error: unknown) => error);
    return found instanceof Error ? found.name : found;
  };
  expect(await attributesOf(first)).toMatchObject({ VersionId: first, ObjectSize: 3 });
  expect(await attributesOf(second)).toMatchObject({ VersionId: second, ObjectSize: 7 });
  expect([await attributesOf(), await attributesOf(marker)]).toEqual(['NoSuchKey', 'MethodNotAllowed']);
});

test('conditions look at the current version, and a delete marker is nothing', async () => {
  await setVersioning('Enabled');
  const { ETag: oldETag } = await s3.send(new PutObjectCommand({ ...TARGET, Body: 'one' }));
  const { ETag } = await s3.send(new PutObjectCommand({ ...TARGET, Body: 'two' }));
  const attempt = (headers: Record<string, string>): Promise<string | undefined> =>
    rawRequest(server, { method: 'PUT', path: PATH, headers, body: 'x' }).then(({ code }) => code);
  expect(await attempt({ 'if-none-match': '*' })).toBe('PreconditionFailed');
  expect(await attempt({ 'if-match': oldETag! })).toBe('PreconditionFailed');
  expect(await attempt({ 'if-match': ETag! })).toBeUndefined();
  await remove('a');
  expect(await attempt({ 'if-match': ETag! })).toBe('NoSuchKey');
  expect(await attempt({ 'if-none-match': '*' })).toBeUndefined();
  expect(await read('a')).toBe('x');
});

test('of ten that want to be the first after a delete, one is', async () => {
  await setVersioning('Enabled');
  await put('a', 'one');
  await remove('a');
  const attempts = Array.from({ length: 10 }, (_, i) =>
    rawRequest(server, { method: 'PUT', path: PATH, headers: { 'if-none-match': '*' }, body: `${i}` }),
  );
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(await versions()).toHaveLength(3);
});

test('a bucket is not empty while there is a version or a delete marker', async () => {
  await setVersioning('Enabled');
  const first = await put('a', 'one');
  const { VersionId: marker } = await remove('a');
  const attempt = async (): Promise<unknown> => {
    return s3.send(new DeleteBucketCommand({ Bucket: BUCKET })).catch((error: unknown) => error);
  };
  expect(await attempt()).toMatchObject({ name: 'BucketNotEmpty' });
  await remove('a', first);
  expect(await attempt()).toMatchObject({ name: 'BucketNotEmpty' });
  await remove('a', marker);
  expect(await attempt()).toMatchObject({ $metadata: { httpStatusCode: 204 } });
  await server.createBucket(BUCKET);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBeUndefined();
});

test('who reads a version is not disturbed when it is deleted', async () => {
  await setVersioning('Enabled');
  const old = Buffer.alloc(4_000_000, 'old');
  const { VersionId } = await s3.send(new PutObjectCommand({ ...TARGET, Body: old }));
  const reading = await s3.send(new GetObjectCommand({ ...TARGET, VersionId }));
  await put('a', 'new');
  await remove('a', VersionId);
  const bytes = await reading.Body!.transformToByteArray();
  expect(Buffer.compare(bytes, old)).toBe(0);
});

test('a listing names version and delete markers in the fields of the API', async () => {
  await setVersioning('Enabled');
  const { VersionId, ETag } = await s3.send(
    new PutObjectCommand({ ...TARGET, Body: 'one', StorageClass: 'STANDARD_IA' }),
  );
  const { VersionId: marker } = await remove('a');
  const Owner = { ID: expect.stringMatching(/^[0-9a-f]{64}$/) as string, DisplayName: 'local' };
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  expect(page).toMatchObject({ Name: BUCKET, Prefix: '', KeyMarker: '', VersionIdMarker: '', MaxKeys: 1000 });
  expect(page.IsTruncated).toBe(false);
  expect(page.Versions).toEqual([
    {
      Key: 'a',
      VersionId,
      IsLatest: false,
      LastModified: expect.any(Date) as Date,
      ETag,
      ChecksumAlgorithm: ['CRC32'],
      ChecksumType: 'FULL_OBJECT',
      Size: 3,
      StorageClass: 'STANDARD_IA',
      Owner,
    },
  ]);
  expect(page.DeleteMarkers).toEqual([
    { Key: 'a', VersionId: marker, IsLatest: true, LastModified: expect.any(Date) as Date, Owner },
  ]);
});
