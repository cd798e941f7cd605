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
 *
 * A server that wants equal parts gets them ({@link createEqualPartPlan}).
 */
export interface PartPlan {
  /** How many bytes part `number` (from 1) has. */
  partBytes(number: number): number;
  /** The last part there may be: it takes what is left. */
  readonly maxParts: number;
  /** An object that would get this part while it is open is completed instead. */
  readonly rollAtPart: number;
  /** An object that has so many bytes is complete. */
  readonly maxObjectBytes: number;
  /** The size of every part but the last one, where the server wants them equal; otherwise null. */
  readonly equalPartBytes: number | null;
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

/** The plan for parts that grow. */
export function createPartPlan(options: PartPlanOptions): PartPlan {
  const { minPartBytes, maxBufferBytes, maxParts = 10_000, partsPerStep = 500 } = options;
  const largest = Math.max(minPartBytes, Math.floor(maxBufferBytes / 2) - 2 * PART_MARGIN);
  return {
    maxParts,
    rollAtPart: maxParts,
    maxObjectBytes: MAX_OBJECT_BYTES,
    equalPartBytes: null,
    partBytes(number) {
      const step = Math.floor((number - 1) / partsPerStep);
      return Math.min(largest, minPartBytes * 2 ** step);
    },
  };
}

export interface EqualPartPlanOptions {
  readonly minPartBytes: number;
  readonly maxBufferBytes: number;
  /** Parts on their way at the same time: there must be room for them, and for one that fills. */
  readonly maxPartsInFlight: number;
  /** No object gets larger than that, when it is known. */
  readonly maxObjectBytes?: number | undefined;
  readonly maxParts?: number;
}

/**
 * Parts that stay free behind the point where an object is completed: they take the event that crosses it and what
 * postprocessors held back, because the last part may not be larger than the others. An event is shorter than 512 MiB,
 * which is the longest text there is.
 */
const SPARE_PARTS = 128;

/**
 * The plan for a server that wants all parts but the last one equal. The size of the object is not known when the first
 * part goes, so the parts are as large as the memory allows with all of them in flight: with the default settings
 * 50.7 MiB, and objects of up to 488 GiB. `max_object_bytes` makes them as small as such objects allow;
 * `max_buffer_bytes` and fewer `max_parts_in_flight` make them larger.
 */
export function createEqualPartPlan(options: EqualPartPlanOptions): PartPlan {
  const { minPartBytes, maxBufferBytes, maxPartsInFlight, maxObjectBytes, maxParts = 10_000 } = options;
  const rollAtPart = Math.max(2, maxParts - SPARE_PARTS);
  const perBuffer = Math.floor(maxBufferBytes / (maxPartsInFlight + 1)) - 2 * PART_MARGIN;
  const enough = Math.ceil((maxObjectBytes ?? Infinity) / (rollAtPart - 1));
  const size = Math.max(minPartBytes, Math.min(perBuffer, enough));
  const maxBytes = MAX_OBJECT_BYTES;
  return { maxParts, rollAtPart, maxObjectBytes: maxBytes, equalPartBytes: size, partBytes: () => size };
}
