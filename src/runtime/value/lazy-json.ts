/**
 * A record or an array that is still JSON text: validated, not built.
 *
 * It refers to bytes that nobody overwrites. What a script does not look into leaves as the bytes it came as.
 */
export class LazyJson {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
}
