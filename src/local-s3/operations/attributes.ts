import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Checksum, ObjectAttributes, StoredObject } from '../storage/records.ts';
import { checksumHeader } from '../body/checksum.ts';
import { quoted } from './operation.ts';
import { headerTagging, parseTagging } from './tagging.ts';

const KEY_ID_HEADER = 'x-amz-server-side-encryption-aws-kms-key-id';

export const ENCRYPTION_HEADERS = ['x-amz-server-side-encryption', KEY_ID_HEADER];

/** The headers with which an object is described when it is put, and an upload when it is begun. */
export const ATTRIBUTE_HEADERS = [
  'x-amz-acl',
  'x-amz-meta-*',
  ...ENCRYPTION_HEADERS,
  'x-amz-storage-class',
  'x-amz-tagging',
];

const CONTENT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const META_PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const CANNED_ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
];
const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const;
const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
];
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

export function readAttributes(request: S3Request): ObjectAttributes {
  const acl = readAcl(request.headers['x-amz-acl']);
  const tagging = headerTagging(request.headers['x-amz-tagging']);
  return {
    headers: { ...contentHeaders(request), ...userMetadata(request) },
    storageClass: readStorageClass(request.headers['x-amz-storage-class']),
    ...(tagging !== undefined && { tagging }),
    ...(acl !== undefined && { acl }),
    ...readEncryption(request),
  };
}

/** Objects of an archive have to be restored before their bytes are to be had, which is not done here. */
export function checkReadable({ storageClass }: ObjectAttributes): void {
  if (!ARCHIVES.includes(storageClass)) return;
  throw new S3Error('InvalidObjectState', undefined, { StorageClass: storageClass });
}

/** What an object takes over from the upload that it was. */
export function attributesOf(upload: ObjectAttributes): ObjectAttributes {
  const { headers, storageClass, tagging, acl, encryption, kmsKeyId } = upload;
  return {
    headers,
    storageClass,
    ...(tagging !== undefined && { tagging }),
    ...(acl !== undefined && { acl }),
    ...(encryption !== undefined && { encryption }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
  };
}

/** The headers of an answer that describe an object; `checksum` is that of the bytes that go with them, if wanted. */
export function objectHeaders(object: StoredObject, checksum: Checksum | undefined): Record<string, string> {
  const { tagging } = object;
  return {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    etag: quoted(object.etag),
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...encryptionHeaders(object),
    ...(object.storageClass !== 'STANDARD' && { 'x-amz-storage-class': object.storageClass }),
    ...(tagging !== undefined && { 'x-amz-tagging-count': `${parseTagging(tagging).length}` }),
    ...(checksum !== undefined && {
      [checksumHeader(checksum.algorithm)]: checksum.value,
      'x-amz-checksum-type': checksum.type,
    }),
  };
}

export function encryptionHeaders({ encryption, kmsKeyId }: ObjectAttributes): Record<string, string> {
  return {
    ...(encryption !== undefined && { 'x-amz-server-side-encryption': encryption }),
    ...(kmsKeyId !== undefined && { [KEY_ID_HEADER]: kmsKeyId }),
  };
}

function contentHeaders({ headers }: S3Request): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of CONTENT_HEADERS) {
    const value = name === 'content-encoding' ? withoutAwsChunked(headers[name]) : headers[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** `aws-chunked` is how the body travels, not what the object is. */
function withoutAwsChunked(encoding: string | undefined): string | undefined {
  const encodings = encoding?.split(',').map((name) => name.trim()) ?? [];
  const kept = encodings.filter((name) => name !== '' && name.toLowerCase() !== 'aws-chunked');
  return kept.length === 0 ? undefined : kept.join(',');
}

function userMetadata({ headers }: S3Request): Record<string, string> {
  const found: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value = ''] of Object.entries(headers)) {
    if (!name.startsWith(META_PREFIX)) continue;
    found[name] = value;
    bytes += name.length - META_PREFIX.length + value.length;
  }
  if (bytes > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', undefined, {
      Size: `${bytes}`,
      MaxSizeAllowed: `${MAX_METADATA_BYTES}`,
    });
  }
  return found;
}

/** There is one account, to which everything is open: an ACL is checked, kept, and without effect. */
function readAcl(acl: string | undefined): string | undefined {
  if (acl === undefined || CANNED_ACLS.includes(acl)) return acl;
  throw new S3Error('InvalidArgument', undefined, { ArgumentName: 'x-amz-acl', ArgumentValue: acl });
}

function readStorageClass(storageClass = 'STANDARD'): string {
  if (STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw new S3Error('InvalidStorageClass', undefined, { StorageClassRequested: storageClass });
}

function readEncryption({ headers }: S3Request): Pick<ObjectAttributes, 'encryption' | 'kmsKeyId'> {
  const name = headers['x-amz-server-side-encryption'];
  const kmsKeyId = headers[KEY_ID_HEADER];
  const encryption = ENCRYPTIONS.find((candidate) => candidate === name);
  if (name !== undefined && encryption === undefined) {
    throw new S3Error('InvalidArgument', 'The encryption method specified is not supported', {
      ArgumentName: 'x-amz-server-side-encryption',
      ArgumentValue: name,
    });
  }
  if (kmsKeyId !== undefined && (encryption === undefined || encryption === 'AES256')) {
    throw new S3Error(
      'InvalidArgument',
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: encryption ?? 'null' },
    );
  }
  return {
    ...(encryption !== undefined && { encryption }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
  };
}
