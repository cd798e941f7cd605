/** The query parameter that makes a request of this method and level an operation of its own. */
const OPERATIONS: readonly (readonly [method: string, level: Level, parameter: string, name: string])[] = [
  ['GET', 'service', '', 'ListBuckets'],
  ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
  ['GET', 'bucket', 'versions', 'ListObjectVersions'],
  ['GET', 'bucket', 'versioning', 'GetBucketVersioning'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'list-type', 'ListObjectsV2'],
  ['GET', 'bucket', '', 'ListObjects'],
  ['HEAD', 'bucket', '', 'HeadBucket'],
  ['PUT', 'bucket', 'versioning', 'PutBucketVersioning'],
  ['PUT', 'bucket', '', 'CreateBucket'],
  ['DELETE', 'bucket', '', 'DeleteBucket'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['GET', 'object', 'uploadId', 'ListParts'],
  ['GET', 'object', '', 'GetObject'],
  ['HEAD', 'object', '', 'HeadObject'],
  ['PUT', 'object', 'partNumber', 'UploadPart'],
  ['PUT', 'object', '', 'PutObject'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['DELETE', 'object', '', 'DeleteObject'],
];

type Level = 'service' | 'bucket' | 'object';

/** Which operation a request with a path-style URL is; `GET of an object with ?acl` where the table has no name for it. */
export function operationOf(method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const level = levelOf(pathname);
  const known = OPERATIONS.find(
    ([itsMethod, itsLevel, parameter]) =>
      itsMethod === method && itsLevel === level && (parameter === '' || searchParams.has(parameter)),
  );
  return known?.[3] ?? `${method} of ${level} with ?${[...searchParams.keys()].join('&')}`;
}

function levelOf(pathname: string): Level {
  const [bucket = '', ...key] = pathname.slice(1).split('/');
  if (bucket === '') return 'service';
  return key.join('/') === '' ? 'bucket' : 'object';
}
