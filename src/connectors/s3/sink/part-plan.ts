/**
 * How large the parts of an object are. S3 allows 10,000 parts and does not want to be told the size of an object in
 * advance, so parts that stay at 5 MiB end at 48.8 GiB.
 *
 * Part sizes double every 500 parts, up to half of `max_buffer_bytes` (one part fills while another one is on its
 * way). With the default settings: 5 MiB up to 2.4 GiB, 10 MiB up to 7.3 GiB, 20 MiB up to 17 GiB, … and with
 * 10,000 parts of at most 127 MiB just over 1 TB. `min_part_size` or `max_buffer_bytes` move that further out.
 *
 * At the end of the plan, or at 5 TiB, the object is completed as if `max_object_bytes` had been reached. So the flow
 * never fails for the size of an object, and nothing is lost.
 *
 * Parts of a step are equal to the byte, wherever events end: the bytes of an object alone decide how it is cut.
 */
export interface PartPlan {
  /** How many bytes part `number` (from 1) has. */
  partBytes(number: number): number;
  /** The last part there may be: it takes what is left. */
  readonly maxParts: number;
  /** An object that has so many bytes is complete. */
  readonly maxObjectBytes: number;
}

export interface PartPlanOptions {
  readonly minPartBytes: number;
  readonly maxBufferBytes: number;
  readonly maxParts?: number;
  readonly partsPerStep?: number;
}

/** Room behind the end of a part in its buffer, for the event that ends behind it. */
export const PART_MARGIN = 256 * 1024;

/** AWS allows 48.8 TiB by now; everybody else this. */
const MAX_OBJECT_BYTES = 5 * 1024 ** 4;

export function createPartPlan(options: PartPlanOptions): PartPlan {
  const { minPartBytes, maxBufferBytes, maxParts = 10_000, partsPerStep = 500 } = options;
  const largest = Math.max(minPartBytes, Math.floor(maxBufferBytes / 2) - 2 * PART_MARGIN);
  return {
    maxParts,
    maxObjectBytes: MAX_OBJECT_BYTES,
    partBytes(number) {
      const step = Math.floor((number - 1) / partsPerStep);
      return Math.min(largest, minPartBytes * 2 ** step);
    },
  };
}
