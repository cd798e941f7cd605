/**
 * How large what an expression makes can become. A text that doubles itself takes all memory in thirty steps; so
 * whatever makes a text or an array larger than what it was given asks here, before it does so where it can.
 */
import { refuse } from './value-error.ts';

/**
 * Characters of a text (UTF-16 code units), and bytes: twice what an input without a preprocessor can be, and a
 * quarter of what a string can hold at all.
 */
export const MAX_LENGTH = 128 * 1024 * 1024;

/** Items of an array: 128 MiB of references. */
export const MAX_ITEMS = 16 * 1024 * 1024;

/** The text, unless it is too long. */
export function limited(text: string): string {
  if (text.length > MAX_LENGTH) textTooLong();
  return text;
}

/** To be asked before a text of that length is made. */
export function checkTextLength(length: number): void {
  if (length > MAX_LENGTH) textTooLong();
}

/** To be asked before so many bytes are made. */
export function checkByteLength(length: number): void {
  if (length > MAX_LENGTH) refuse('too-long', `there would be more than ${MAX_LENGTH} bytes`);
}

/** To be asked before an array of so many items is made. */
export function checkItemCount(count: number): void {
  if (count > MAX_ITEMS) refuse('too-long', `the array would have more than ${MAX_ITEMS} items`);
}

export function textTooLong(): never {
  return refuse('too-long', `the text would have more than ${MAX_LENGTH} characters`);
}
