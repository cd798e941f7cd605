import type { SweptUpload } from '../connectors/s3/uploads/sweep-uploads.ts';
import { formatAge, formatBytes, formatCount, plural } from './units.ts';

/** What was found, in two forms: a table for people, JSON for machines. */
export interface UploadReport {
  /** The oldest of them, the newest last. */
  readonly uploads: readonly SweptUpload[];
  /** Of all. */
  readonly totals: { readonly uploads: number; readonly bytes: number };
  /** Aborted, or, in a dry run, to be aborted. */
  readonly aborted: { readonly uploads: number; readonly bytes: number };
  /** Undefined when nothing was to be aborted. */
  readonly abort: 'aborted' | 'would abort' | undefined;
}

const LEFT_HEAD = ['AGE', 'SIZE', 'PARTS', 'BEGUN'];

/** The rows, one upload a line; empty when there is none. */
export function uploadTable({ uploads, abort }: UploadReport): string {
  if (uploads.length === 0) return '';
  const state = abort === undefined ? [] : ['STATE'];
  const head = [...LEFT_HEAD, ...state, 'OBJECT', 'UPLOAD ID', 'BY'];
  const rows = uploads.map((upload) => [
    upload.ageMs === undefined ? '?' : formatAge(upload.ageMs),
    upload.size === undefined ? '?' : formatBytes(upload.size.bytes),
    upload.size === undefined ? '?' : formatCount(upload.size.parts),
    upload.initiatedMs === undefined ? '?' : isoSeconds(upload.initiatedMs),
    ...(abort === undefined ? [] : [upload.outcome]),
    addressOf(upload),
    printable(upload.uploadId),
    printable(upload.initiator ?? '?'),
  ]);
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  return lines
    .map((cells) => cells.map((text, column) => text.padEnd(widths[column]!)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** The same as one JSON document. `notShown`: how many newer ones the totals count beside those in the list. */
export function uploadJson(report: UploadReport): string {
  const { uploads, totals, aborted, abort } = report;
  const document = {
    uploads: uploads.map((upload) => ({
      bucket: upload.bucket,
      key: upload.key,
      uploadId: upload.uploadId,
      initiated: upload.initiatedMs === undefined ? null : isoSeconds(upload.initiatedMs),
      ageSeconds: upload.ageMs === undefined ? null : Math.floor(upload.ageMs / 1_000),
      bytes: upload.size?.bytes ?? null,
      parts: upload.size?.parts ?? null,
      initiator: upload.initiator ?? null,
      outcome: upload.outcome,
    })),
    totals,
    notShown: totals.uploads - uploads.length,
    ...(abort !== undefined && { [abort === 'aborted' ? 'aborted' : 'wouldAbort']: aborted }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** "3 open uploads, 25.1 MB; aborted 2 of them, 20 MB" */
export function uploadTotals({ uploads, totals, aborted, abort }: UploadReport): string {
  if (totals.uploads === 0) return 'no open uploads';
  const hidden = totals.uploads - uploads.length;
  const found = `${plural(totals.uploads, 'open upload')}, ${formatBytes(totals.bytes)}`;
  const newer = hidden === 0 ? '' : ` (${formatCount(hidden)} newer ones are not shown)`;
  if (abort === undefined) return found + newer;
  const which = aborted.uploads === 0 ? 'none of them' : `${formatCount(aborted.uploads)} of them`;
  const size = aborted.uploads === 0 ? '' : `, ${formatBytes(aborted.bytes)}`;
  return `${found}${newer}; ${abort} ${which}${size}`;
}

/** "aborted s3://logs/a/b (8 d 3 h old, 12.5 MB, upload 2~abc)" */
export function abortedLine(upload: SweptUpload): string {
  const size = upload.size === undefined ? 'size unknown' : formatBytes(upload.size.bytes);
  const age = upload.ageMs === undefined ? 'of unknown age' : `${formatAge(upload.ageMs)} old`;
  return `aborted ${addressOf(upload)} (${age}, ${size}, upload ${printable(upload.uploadId)})`;
}

function addressOf({ bucket, key }: SweptUpload): string {
  return `s3://${bucket}/${printable(key)}`;
}

/** Keys come from anybody: what a terminal would act on is written as `\u001b`. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
