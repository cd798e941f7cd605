import type { OpenUpload } from '../storage/bucket-state.ts';
import { compareKeys } from '../storage/key-order.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { commonPrefixesXml, commonPrefixOf, keySpelling, readMax } from './listing.ts';
import { bucketOf, isoSeconds, ownerXml, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

interface Markers {
  readonly key: string;
  readonly uploadId: string;
}

export const listMultipartUploads: Operation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  on: 'bucket',
  selector: { uploads: undefined },
  query: ['delimiter', 'encoding-type', 'key-marker', 'max-uploads', 'prefix', 'upload-id-marker'],
  run: async (call) => {
    const { query } = call.request;
    const bucket = bucketOf(call);
    const { type, spell } = keySpelling(call.request);
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const maxUploads = readMax(call.request, 'max-uploads');
    const key = query.get('key-marker') ?? '';
    // Without a key to go with it, an upload id says nothing.
    const markers = { key, uploadId: key === '' ? '' : (query.get('upload-id-marker') ?? '') };
    const following = inOrder(
      [...bucket.state.uploads.values()].filter((upload) => isAfter(upload, markers)),
    );
    const page = groupUploads(following, prefix, delimiter, maxUploads);
    return xmlAnswer(
      xmlDocument('ListMultipartUploadsResult', [
        xmlText('Bucket', bucket.name),
        xmlText('KeyMarker', spell(markers.key)),
        xmlText('UploadIdMarker', markers.uploadId),
        xmlText('NextKeyMarker', page.next === undefined ? undefined : spell(page.next.key)),
        xmlText('NextUploadIdMarker', page.next?.uploadId),
        xmlText('Prefix', spell(prefix)),
        xmlText('Delimiter', delimiter === '' ? undefined : spell(delimiter)),
        xmlText('EncodingType', type),
        xmlText('MaxUploads', maxUploads),
        xmlText('IsTruncated', page.next !== undefined),
        ...page.uploads.map((upload) => uploadElement(upload, spell)),
        ...commonPrefixesXml(page.commonPrefixes, spell),
      ]),
    );
  },
};

/** By key, those of one key by their id, which is by age (`UploadIds`). */
function inOrder(uploads: OpenUpload[]): readonly OpenUpload[] {
  return uploads.sort((left, right) => {
    return compareKeys(left.key, right.key) || compareKeys(left.uploadId, right.uploadId);
  });
}

/** Uploads of the marked key follow only when the marker has an upload id, too. */
function isAfter(upload: OpenUpload, { key, uploadId }: Markers): boolean {
  const order = compareKeys(upload.key, key);
  return order > 0 || (order === 0 && uploadId !== '' && compareKeys(upload.uploadId, uploadId) > 0);
}

function groupUploads(
  following: readonly OpenUpload[],
  prefix: string,
  delimiter: string,
  maxUploads: number,
): { uploads: readonly OpenUpload[]; commonPrefixes: readonly string[]; next: Markers | undefined } {
  const uploads: OpenUpload[] = [];
  const commonPrefixes: string[] = [];
  let next: Markers | undefined;
  for (const upload of following) {
    if (!upload.key.startsWith(prefix)) continue;
    const group = commonPrefixOf(upload.key, prefix, delimiter);
    if (group !== undefined && group === commonPrefixes.at(-1)) {
      next = upload;
      continue;
    }
    if (uploads.length + commonPrefixes.length === maxUploads) return { uploads, commonPrefixes, next };
    if (group === undefined) uploads.push(upload);
    else commonPrefixes.push(group);
    next = upload;
  }
  return { uploads, commonPrefixes, next: undefined };
}

function uploadElement(upload: OpenUpload, spell: (key: string) => string): Xml {
  return xmlParent('Upload', [
    xmlText('Key', spell(upload.key)),
    xmlText('UploadId', upload.uploadId),
    ownerXml('Initiator'),
    ownerXml('Owner'),
    xmlText('StorageClass', upload.storageClass),
    xmlText('Initiated', isoSeconds(upload.initiatedMs)),
    xmlText('ChecksumAlgorithm', upload.checksum?.algorithm),
    xmlText('ChecksumType', upload.checksum?.type),
  ]);
}
