import type { OpenUpload } from './open-upload.ts';

/** The oldest of any number of uploads, and the totals of them all. */
export interface OldestUploads<U extends OpenUpload = OpenUpload> {
  add(upload: U): void;
  /** At most `limit` of them, the newest last. */
  list(): readonly U[];
  totals(): UploadTotals;
}

export interface UploadTotals {
  readonly uploads: number;
  /** Of those whose size is known. */
  readonly bytes: number;
}

/** Holds up to twice `limit` uploads in memory. */
export function createOldestUploads<U extends OpenUpload>(limit: number): OldestUploads<U> {
  let kept: U[] = [];
  let uploads = 0;
  let bytes = 0;
  const cut = (): void => {
    kept = kept.sort(byAge).slice(0, limit);
  };
  return {
    add(upload) {
      uploads++;
      bytes += upload.size?.bytes ?? 0;
      kept.push(upload);
      if (kept.length >= 2 * limit) cut();
    },
    list() {
      cut();
      return kept;
    },
    totals: () => ({ uploads, bytes }),
  };
}

/** Those without a date last: nobody can say that they are old. */
function byAge(left: OpenUpload, right: OpenUpload): number {
  const leftMs = left.initiatedMs ?? Number.MAX_SAFE_INTEGER;
  return leftMs - (right.initiatedMs ?? Number.MAX_SAFE_INTEGER);
}
