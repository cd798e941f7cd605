import type { Batch } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import { keyProblem } from '../names.ts';
import { mergeAttributes } from '../object-attributes.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import type { BaseSizes } from './base-sizes.ts';
import type { ContinuationState } from './checkpoint/state.ts';
import type { EventTarget } from './event-target.ts';
import { targetOf } from './event-target.ts';
import type { ObjectName, ObjectNames } from './object-names.ts';
import { ObjectUpload } from './object-upload.ts';
import { OpenObject } from './open-object.ts';
import type { ParkedObject, SealedObjects } from './sealed-objects.ts';
import type { SinkParts } from './sink-parts.ts';
import type { StoppedObject } from './stopped-object.ts';
import { uploadOptions } from './upload-options.ts';

/** The object that an event goes to, and that is not open. Nothing has changed before `take` is called. */
export interface Opening {
  readonly object: OpenObject;
  /** It was parked, and has bytes. */
  readonly parked: ParkedObject | null;
  /** The event is in it. */
  take(): void;
}

export interface OpeningsOptions {
  readonly parts: SinkParts;
  readonly names: ObjectNames;
  readonly sealed: SealedObjects;
  readonly sizes: BaseSizes;
  /** Is an object of this very key still to become visible? */
  readonly isBusyAt: (address: ObjectAddress) => boolean;
  /** What the stop of an earlier run has ended. */
  readonly stopped: StoppedObject | null;
}

/** Decides which object an event goes to when that is not the open one. */
export class Openings {
  readonly #options: OpeningsOptions;
  #stopped: StoppedObject | null;

  constructor(options: OpeningsOptions) {
    this.#options = options;
    this.#stopped = options.stopped;
  }

  /** What the first object of this run may go on from; null when there was one. */
  get stopped(): StoppedObject | null {
    return this.#stopped;
  }

  /** Or why the event must be refused: a text. Null when that is not known yet. */
  next(batch: Batch, index: number): Opening | string | null {
    const { parts, names, sealed, sizes } = this.#options;
    const s3 = batch.metas[index]!.get('s3');
    const target = targetOf(s3, parts.options.bucket);
    if (typeof target === 'string') return target;
    const { bucket, key } = target;
    const stopped = this.#stoppedFor(target);
    if (stopped?.verdict === 'changed') names.roll(bucket, key, stopped.roll);
    const goesOn = stopped?.verdict === 'same';
    const name: ObjectName = goesOn
      ? { key: stopped.key, roll: stopped.roll, isOverwrite: false }
      : names.next(bucket, key);
    const problem = name.roll === 0 ? undefined : keyProblem(name.key);
    if (problem !== undefined) return `after an early completion, ${problem}`;

    const address = { bucket, key: name.key };
    const { appends, limitsBytes, maxObjectBytes } = parts.options;
    const parked = appends ? (sealed.parkedAt(address) ?? null) : null;
    const mustMeasure = appends && limitsBytes && parked === null;
    // What is on its way there will be a part of it.
    if (mustMeasure && this.#options.isBusyAt(address)) return null;
    const bytes = mustMeasure ? sizes.of(address) : goesOn ? stopped.base!.bytes : 0;
    if (bytes === undefined) return null;
    if (mustMeasure && bytes >= maxObjectBytes) {
      sizes.forget(address);
      names.roll(bucket, key, name.roll);
      return this.next(batch, index);
    }
    const continuation = goesOn ? { only: stopped.base } : appends ? { only: null } : undefined;
    const givenBucket = findField(s3!, 'bucket');
    const object = parked?.object ?? this.#create(target, name, continuation, givenBucket);
    if (mustMeasure || goesOn) object.countBase(bytes);
    return {
      object,
      parked,
      take: () => {
        names.use(bucket, key, name);
        stopped?.tell(parts.context.logger);
        this.#stopped = null;
        sizes.forget(address);
        if (parked !== null) sealed.takeBack(parked);
      },
    };
  }

  #stoppedFor({ bucket, key }: EventTarget): StoppedObject | null {
    const stopped = this.#stopped;
    return stopped?.bucket === bucket && stopped.eventKey === key ? stopped : null;
  }

  #create(
    { bucket, key, attributes }: EventTarget,
    name: ObjectName,
    continuation: ContinuationState | undefined,
    givenBucket: OpenObject['givenBucket'],
  ): OpenObject {
    const { parts } = this.#options;
    const { options, context, clock } = parts;
    const target = { bucket, key: name.key, continuation };
    const merged = mergeAttributes(options.attributes, attributes);
    return new OpenObject({
      givenKey: key,
      givenBucket,
      encoder: context.createEncoder(),
      upload: new ObjectUpload(target, key, merged, uploadOptions(parts)),
      openedMs: clock.nowMs(),
      partBytes: options.plan.partBytes(1),
      roll: name.roll,
    });
  }
}
