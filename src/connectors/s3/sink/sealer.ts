import type { BodyBuffer } from './body-buffer.ts';
import type { Flights } from './flights.ts';
import type { Launcher } from './launcher.ts';
import type { LoadedBase } from './load-base.ts';
import type { ObjectUpload } from './object-upload.ts';
import type { OpenObject } from './open-object.ts';
import type { SinkOptions } from './options.ts';
import type { ParkedObject } from './sealed-objects.ts';
import type { SinkBuffers } from './sink-buffers.ts';
import { splitBase } from './split-base.ts';
import type { BaseSplit } from './split-base.ts';

export interface SealerOptions {
  readonly options: SinkOptions;
  readonly flights: Flights;
  readonly buffers: SinkBuffers;
  readonly launcher: Launcher;
  /** The object has failed for good. */
  readonly onFailure: (error: unknown, upload: ObjectUpload) => void;
}

/** Sends what objects with a continuation have: what they go on from, and, once they are parked, all the rest. */
export class Sealer {
  readonly #parts: SealerOptions;
  readonly #loading = new Set<OpenObject>();
  #running = 0;

  constructor(parts: SealerOptions) {
    this.#parts = parts;
  }

  isLoading(object: OpenObject): boolean {
    return this.#loading.has(object);
  }

  /** Begins to load what the open object goes on from; `flights` tell when it is done. */
  load(object: OpenObject, buffer: BodyBuffer): void {
    if (this.#loading.has(object)) return;
    this.#loading.add(object);
    this.#parts.launcher.own(this.#loadOpen(object, buffer));
  }

  /**
   * Hands in everything that the object has, in its turn, and resolves when S3 has it. Rejects when it has failed, which is
   * told to `onFailure`, too. Its encoder ends at once.
   */
  async seal({ object, buffer }: ParkedObject): Promise<void> {
    const { upload } = object;
    this.#parts.buffers.changing(buffer, () => object.finish(buffer.writer));
    try {
      while (this.#running >= this.#parts.options.maxPartsInFlight) await this.#change(upload);
      this.#running++;
      try {
        await this.#sendAll(object, buffer);
      } finally {
        this.#running--;
        this.#parts.buffers.unpark(buffer);
        this.#parts.flights.notify();
      }
      await upload.seal();
    } catch (error) {
      this.#parts.onFailure(error, upload);
      throw error;
    }
  }

  async #loadOpen(object: OpenObject, buffer: BodyBuffer): Promise<void> {
    try {
      await this.#loadInto(object, buffer);
    } catch (error) {
      this.#parts.onFailure(error, object.upload);
    } finally {
      this.#loading.delete(object);
      this.#parts.flights.notify();
    }
  }

  async #sendAll(object: OpenObject, buffer: BodyBuffer): Promise<void> {
    const { options, buffers, flights, launcher } = this.#parts;
    const { upload } = object;
    await this.#loadInto(object, buffer);
    const { plan, maxPartsInFlight } = options;
    for (;;) {
      const isRest = buffer.length < object.partBytes || upload.partCount + 1 === plan.maxParts;
      if (isRest && buffer.length === 0 && upload.partCount > 0) return;
      while (flights.parts >= maxPartsInFlight || !buffers.canSendParked()) await this.#change(upload);
      if (isRest) {
        launcher.part(upload, buffer.takeRest());
        return;
      }
      const next = plan.partBytes(upload.partCount + 2);
      launcher.part(upload, buffer.takePart(object.partBytes, next));
      object.partBytes = next;
    }
  }

  async #loadInto(object: OpenObject, buffer: BodyBuffer): Promise<void> {
    const { upload } = object;
    if (upload.continuation?.isLoaded !== false) return;
    const { buffers, options } = this.#parts;
    const { smallestPartBytes, plan } = options;
    const { equalPartBytes } = plan;
    const mostBytes = equalPartBytes ?? smallestPartBytes;
    while (!buffers.reserve(mostBytes)) await this.#change(upload);
    try {
      const split = (bytes: number): BaseSplit => splitBase(bytes, { smallestPartBytes, equalPartBytes });
      const loaded = await upload.loadBase(split);
      // In one step: a checkpoint has it loaded, or not at all.
      this.#apply(object, buffer, loaded);
    } finally {
      buffers.unreserve(mostBytes);
    }
  }

  /** The base becomes the beginning of the object. Synchronous. */
  #apply(object: OpenObject, buffer: BodyBuffer, { base, copies, rest }: LoadedBase): void {
    const { buffers, launcher, options } = this.#parts;
    const { upload } = object;
    if (rest.length > 0) buffers.changing(buffer, () => buffer.prepend(rest));
    for (const source of copies) launcher.copy(upload, source);
    object.partBytes = options.plan.partBytes(upload.partCount + 1);
    object.continues(base);
  }

  /** Something has moved. Rejects when the object was given up. */
  async #change(upload: ObjectUpload): Promise<void> {
    await this.#parts.flights.changed();
    upload.throwIfCut();
  }
}
