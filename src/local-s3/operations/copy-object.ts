import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { ObjectAttributes, StoredObject } from '../storage/records.ts';
import { xmlDocument, xmlText } from '../xml/write.ts';
import { ATTRIBUTE_HEADERS, ENCRYPTION_HEADERS, encryptionHeaders, readAttributes } from './attributes.ts';
import { checksumXml, readChecksumAlgorithm } from './checksum-algorithm.ts';
import { checkWriteConditions } from './conditions.ts';
import { copyFile } from './copy-file.ts';
import { checkCopySize, COPY_HEADERS, COPY_SOURCE, withCopySource } from './copy-source.ts';
import type { CopySource } from './copy-source.ts';
import { bucketOf, isoSeconds, keyOf, quoted, xmlAnswer } from './operation.ts';
import type { Answer, Operation } from './operation.ts';
import { newObject } from './put-object.ts';
import { copySourceHeaders, versionHeaders } from './versions.ts';

const METADATA_DIRECTIVE = 'x-amz-metadata-directive';
const TAGGING_DIRECTIVE = 'x-amz-tagging-directive';

export const copyObject: Operation = {
  name: 'CopyObject',
  method: 'PUT',
  on: 'object',
  selectorHeader: COPY_SOURCE,
  headers: [...ATTRIBUTE_HEADERS, ...COPY_HEADERS, METADATA_DIRECTIVE, TAGGING_DIRECTIVE],
  run: async (call) => {
    const bucket = bucketOf(call);
    const key = keyOf(call);
    return withCopySource(call, async (source) => {
      const attributes = copiedAttributes(call.request, source.object);
      checkChange(call.request, source);
      checkCopySize(source.object.size);
      // Spares us a copy that would be refused; what counts is the check below.
      checkWriteConditions(call.request, bucket.current(key));
      const algorithm = readChecksumAlgorithm(call.request) ?? source.object.checksum?.algorithm;
      const order = { range: undefined, algorithm };
      const object = await copyFile(call, bucket, source, order, (copied) => {
        return bucket.exclusive(key, () => {
          checkWriteConditions(call.request, bucket.current(key));
          return bucket.put(newObject(key, attributes, copied));
        });
      });
      return answer(object, {
        ...copySourceHeaders(source.bucket, source.object),
        ...versionHeaders(bucket, object),
      });
    });
  },
};

/** Content headers, metadata and tags are the source's unless replaced; everything else is as in a put. */
function copiedAttributes(request: S3Request, source: StoredObject): ObjectAttributes {
  const isNewMetadata = readDirective(request, METADATA_DIRECTIVE, 'metadata') === 'REPLACE';
  const isNewTagging = readDirective(request, TAGGING_DIRECTIVE, 'tagging') === 'REPLACE';
  const { headers, tagging: newTagging, ...others } = readAttributes(request);
  const tagging = isNewTagging ? newTagging : source.tagging;
  return {
    ...others,
    headers: isNewMetadata ? headers : source.headers,
    ...(tagging !== undefined && { tagging }),
  };
}

function readDirective({ headers }: S3Request, name: string, what: string): 'COPY' | 'REPLACE' {
  const directive = headers[name] ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw new S3Error('InvalidArgument', `Unknown ${what} directive.`, {
    ArgumentName: name,
    ArgumentValue: directive,
  });
}

/** An object is copied onto itself in order to change what is said about it, or to make an older version the current one. */
function checkChange(request: S3Request, { bucket, object, isVersionNamed }: CopySource): void {
  if (bucket.name !== request.bucket || object.key !== request.key || isVersionNamed) return;
  const isChanged = ['x-amz-storage-class', ...ENCRYPTION_HEADERS].some((name) => name in request.headers);
  if (isChanged || request.headers[METADATA_DIRECTIVE] === 'REPLACE') return;
  throw new S3Error(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function answer(object: StoredObject, versions: Readonly<Record<string, string>>): Answer {
  return xmlAnswer(
    xmlDocument('CopyObjectResult', [
      xmlText('LastModified', isoSeconds(object.modifiedMs)),
      xmlText('ETag', quoted(object.etag)),
      xmlText('ChecksumType', object.checksum?.type),
      checksumXml(object.checksum),
    ]),
    { ...versions, ...encryptionHeaders(object) },
  );
}
