import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';

export const MAX_PART_NUMBER = 10_000;

/** The query parameter `partNumber`, which has to be there. */
export function readPartNumber({ query }: S3Request): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
    { ArgumentName: 'partNumber', ArgumentValue: text },
  );
}

/** A marker of a list of parts, 0 being its beginning. S3 takes one that is no number for none. */
export function readPartMarker(text: string | undefined): number {
  const marker = Number(text ?? 0);
  return Number.isInteger(marker) && marker > 0 ? marker : 0;
}
