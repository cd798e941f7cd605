import { crc32 } from 'node:zlib';
import type { ConnectorCounters } from '../../../runtime/api.ts';
import type { Body, ByteSource, ObjectAddress } from '../client/object-store.ts';
import type { HeldBytes } from './body-buffer.ts';
import type { Flights } from './flights.ts';
import type { ObjectUpload } from './object-upload.ts';
import { placeOf } from './object-upload.ts';

export interface LauncherOptions {
  readonly flights: Flights;
  readonly counters: ConnectorCounters;
  /** A part or an object has failed for good. Called once for each; the first one ends the flow. */
  readonly onFailure: (error: unknown, upload: ObjectUpload) => void;
  /** Removes the upload from S3. Never rejects. */
  readonly giveUp: (upload: ObjectUpload) => Promise<void>;
}

/**
 * What goes on in the background: parts on their way, and objects being completed. Owns every promise of it;
 * `settled` waits for them all.
 */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #completing = new Map<ObjectUpload, Promise<void>>();
  /** The newest completion at each place: the next one waits for it, so that objects never overtake each other. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Objects that are being completed, the oldest first. */
  get completing(): readonly ObjectUpload[] {
    return [...this.#completing.keys()];
  }

  /** Is an object of this key, or one that follows its events, still to become visible? */
  isBusyAt(address: ObjectAddress): boolean {
    return this.#turns.has(placeOf(address));
  }

  /** Resolves when all that are being completed now are visible, or have failed. */
  async completed(): Promise<void> {
    await Promise.all(this.#completing.values());
  }

  /** Sends a part. */
  part(upload: ObjectUpload, held: HeldBytes): void {
    this.own(this.#sendPart(upload, held));
  }

  /** Has S3 copy bytes into a part. */
  copy(upload: ObjectUpload, source: ByteSource): void {
    this.own(this.#copyPart(upload, source));
  }

  /** Makes an object visible whose parts are all handed in; `whole` is what it has instead of parts. */
  complete(upload: ObjectUpload, whole: HeldBytes | null): void {
    if (whole !== null) upload.setWhole(bodyOf(whole));
    void this.#begin(upload, whole, () => upload.seal());
  }

  /** Makes a parked object visible: `seal` hands in its parts, when those before it at its places are visible. */
  sealAndComplete(upload: ObjectUpload, seal: () => Promise<void>): void {
    void this.#begin(upload, null, seal, 'afterwards');
  }

  /** Makes a sealed object visible. Resolves when it is, and also when it has failed. */
  publish(upload: ObjectUpload): Promise<void> {
    return this.#begin(upload, null, () => upload.seal());
  }

  /** Removes an object that is not complete. */
  giveUp(upload: ObjectUpload): void {
    this.own(this.#options.giveUp(upload));
  }

  /** Resolves when nothing goes on any longer. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #sendPart(upload: ObjectUpload, held: HeldBytes): Promise<void> {
    const { flights, counters, onFailure } = this.#options;
    flights.add('part', held.capacity);
    try {
      await upload.sendPart(bodyOf(held));
      counters.parts++;
      counters.bytesOut += held.bytes.length;
      held.release();
    } catch (error) {
      onFailure(error, upload);
    } finally {
      flights.remove('part', held.capacity);
    }
  }

  async #copyPart(upload: ObjectUpload, source: ByteSource): Promise<void> {
    const { flights, counters, onFailure } = this.#options;
    flights.add('part', 0);
    try {
      await upload.copyPart(source);
      counters.parts++;
    } catch (error) {
      onFailure(error, upload);
    } finally {
      flights.remove('part', 0);
    }
  }

  #begin(
    upload: ObjectUpload,
    whole: HeldBytes | null,
    seal: () => Promise<void>,
    when: 'at once' | 'afterwards' = 'at once',
  ): Promise<void> {
    const completion = this.#complete(upload, whole, this.#inTurn(upload, seal, when)).finally(() =>
      this.#completing.delete(upload),
    );
    this.#completing.set(upload, completion);
    this.own(completion);
    return completion;
  }

  async #complete(upload: ObjectUpload, whole: HeldBytes | null, published: Promise<void>): Promise<void> {
    const { flights, counters, onFailure, giveUp } = this.#options;
    const capacity = whole?.capacity ?? 0;
    flights.add('object', capacity);
    try {
      await published;
      counters.objects++;
      counters.bytesOut += whole?.bytes.length ?? 0;
      whole?.release();
    } catch (error) {
      onFailure(error, upload);
      await giveUp(upload);
    } finally {
      flights.remove('object', capacity);
    }
  }

  /** Publishes after the objects that came before at its places. When one of them has failed, this one has, too. */
  #inTurn(upload: ObjectUpload, seal: () => Promise<void>, when: 'at once' | 'afterwards'): Promise<void> {
    const { places } = upload;
    const before = places.map((place) => this.#turns.get(place));
    const turn = publishAfter(before, upload, seal, when).finally(() => {
      for (const place of places) if (this.#turns.get(place) === turn) this.#turns.delete(place);
    });
    for (const place of places) this.#turns.set(place, turn);
    return turn;
  }

  /** Waits for it in `settled`. It never rejects. */
  own(task: Promise<void>): void {
    const running = task.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

async function publishAfter(
  before: readonly (Promise<void> | undefined)[],
  upload: ObjectUpload,
  seal: () => Promise<void>,
  when: 'at once' | 'afterwards',
): Promise<void> {
  if (when === 'afterwards') {
    await Promise.all(before.filter((turn) => turn !== undefined));
    await seal();
  } else {
    // Both at once: a failure of either must not go unnoticed while the other one is awaited.
    await Promise.all([...before, seal()]);
  }
  await upload.publish();
}

function bodyOf({ bytes }: HeldBytes): Body {
  return { bytes, crc32: crc32(bytes) };
}
