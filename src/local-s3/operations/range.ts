import { S3Error } from '../errors.ts';

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that a Range header asks for: `bytes=0-9`, `bytes=5-`, `bytes=-5`. Undefined is the whole object: there is
 * no header, or one that cannot be read, or one with several ranges, which S3 does not do.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '');
  if (header === undefined || match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start <= end) return { start, end };
  const details = { RangeRequested: header, ActualObjectSize: `${size}` };
  throw new S3Error('InvalidRange', undefined, details, { 'content-range': `bytes */${size}` });
}
