import { randomBytes } from 'node:crypto';

/**
 * Names uploads so that the order of the names is the order in which they were begun, and S3 lists those of one key:
 * time, number within the millisecond, and what nobody can guess. A clock that is set back while the server runs does
 * not matter.
 */
export class UploadIds {
  #lastMs = 0;
  #inThisMs = 0;

  next(nowMs: number): string {
    this.#inThisMs = nowMs > this.#lastMs ? 0 : this.#inThisMs + 1;
    this.#lastMs = Math.max(nowMs, this.#lastMs);
    return hex(this.#lastMs, 12) + hex(this.#inThisMs, 8) + randomBytes(14).toString('hex');
  }
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
