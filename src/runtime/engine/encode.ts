import type { Codec, Encoder, Json, Postprocessor, Value } from '../api.ts';
import { ByteWriter } from '../api.ts';

/** Codec and postprocessors of one output stream. */
export function createEncoder(codec: Codec, postprocessors: readonly Postprocessor[]): Encoder {
  const [only] = postprocessors;
  if (only === undefined) return new PlainEncoder(codec);
  if (postprocessors.length === 1 && only.suffix !== undefined)
    return new SuffixEncoder(codec, only, only.suffix);
  return new ChainEncoder(codec, postprocessors);
}

/** The codec alone. */
class PlainEncoder implements Encoder {
  readonly #codec: Codec;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  encode(value: Value, _meta: unknown, out: ByteWriter): void {
    this.#codec.encode(value, out);
  }

  finish(): void {}

  capture(): Json {
    return null;
  }

  restore(): void {}
}

/** The common case, a separator behind each event: the codec writes in place and nothing is copied. */
class SuffixEncoder implements Encoder {
  readonly #codec: Codec;
  readonly #postprocessor: Postprocessor;
  readonly #suffix: Uint8Array;

  constructor(codec: Codec, postprocessor: Postprocessor, suffix: Uint8Array) {
    this.#codec = codec;
    this.#postprocessor = postprocessor;
    this.#suffix = suffix;
  }

  encode(value: Value, _meta: unknown, out: ByteWriter): void {
    this.#codec.encode(value, out);
    out.bytes(this.#suffix);
  }

  finish(out: ByteWriter): void {
    this.#postprocessor.finish(out);
  }

  capture(): Json {
    return captureAll([this.#postprocessor]);
  }

  restore(state: Json): void {
    restoreAll([this.#postprocessor], state);
  }
}

/** Any chain: each postprocessor reads what the one before it wrote. */
class ChainEncoder implements Encoder {
  readonly #codec: Codec;
  readonly #postprocessors: readonly Postprocessor[];
  /** What the codec writes, and what all postprocessors but the last one write. */
  readonly #between: readonly ByteWriter[];

  constructor(codec: Codec, postprocessors: readonly Postprocessor[]) {
    this.#codec = codec;
    this.#postprocessors = postprocessors;
    this.#between = postprocessors.map(() => new ByteWriter());
  }

  encode(value: Value, _meta: unknown, out: ByteWriter): void {
    this.#codec.encode(value, this.#between[0]!);
    // Without a condition: an event without a byte is an event, too.
    this.#process(0, out);
    this.#passOn(1, out);
  }

  finish(out: ByteWriter): void {
    this.#postprocessors.forEach((postprocessor, index) => {
      postprocessor.finish(this.#target(index, out));
      if (index + 1 < this.#postprocessors.length) this.#passOn(index + 1, out);
    });
  }

  // Between two events nothing is between two postprocessors.
  capture(): Json {
    return captureAll(this.#postprocessors);
  }

  restore(state: Json): void {
    restoreAll(this.#postprocessors, state);
  }

  /** Sends what is written in front of postprocessor `first` through it and all that follow. */
  #passOn(first: number, out: ByteWriter): void {
    for (let index = first; index < this.#postprocessors.length; index++) {
      if (this.#between[index]!.length === 0) return;
      this.#process(index, out);
    }
  }

  #process(index: number, out: ByteWriter): void {
    const input = this.#between[index]!;
    this.#postprocessors[index]!.process(input.written, 0, input.length, this.#target(index, out));
    input.truncate(0);
  }

  #target(index: number, out: ByteWriter): ByteWriter {
    return this.#between[index + 1] ?? out;
  }
}

/** What each holds back; null when that is nothing. */
function captureAll(postprocessors: readonly Postprocessor[]): Json {
  const states = postprocessors.map((postprocessor) => postprocessor.capture?.() ?? null);
  return states.every((state) => state === null) ? null : states;
}

function restoreAll(postprocessors: readonly Postprocessor[], state: Json): void {
  if (state === null) return;
  // Made by `captureAll` for the same postprocessors: a checkpoint of others is not handed back.
  const states = state as readonly Json[];
  postprocessors.forEach((postprocessor, index) => {
    if (states[index] !== null) postprocessor.restore?.(states[index]!);
  });
}
