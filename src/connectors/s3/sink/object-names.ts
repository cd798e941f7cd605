import type { Logger } from '../../../runtime/api.ts';
import { rolledKey } from '../rolled-key.ts';
import type { Roll } from './checkpoint/roll-log.ts';
import { KeyMemory } from './key-memory.ts';

/** The key of a new object. */
export interface ObjectName {
  readonly key: string;
  /** This run has written that key before, and it will be gone. */
  readonly isOverwrite: boolean;
  /** Which roll it is; 0 for the key as the event has it. */
  readonly roll: number;
}

export interface ObjectNamesOptions {
  /** `rolled_key` */
  readonly template: string;
  readonly logger: Logger;
  /** What becomes of a second object of a key: it takes the place of the first, S3 refuses it, or it continues it. */
  readonly second: 'overwrites' | 'fails' | 'continues';
  /** What earlier runs told to `onRoll`. */
  readonly rolls: readonly Roll[];
  /** What later runs must know. */
  readonly onRoll: (roll: Roll) => void;
}

/** After so many warnings the rest is only counted. */
const MAX_WARNINGS = 20;

/**
 * Decides how objects are called: as the event says, unless an object of that key was completed early. Then it never
 * is overwritten by this flow; what follows goes to `rolled_key` with 1, 2, …
 */
export class ObjectNames {
  readonly #template: string;
  readonly #logger: Logger;
  readonly #second: ObjectNamesOptions['second'];
  /** By the key of events: 0 for written, otherwise the number of the next roll. By rolled key: 0. */
  readonly #memory = new KeyMemory();
  readonly #onRoll: (roll: Roll) => void;
  #overwrites = 0;

  constructor({ template, logger, second, rolls, onRoll }: ObjectNamesOptions) {
    this.#template = template;
    this.#logger = logger;
    this.#second = second;
    this.#onRoll = onRoll;
    for (const { bucket, key, next } of rolls) this.#memory.set(bucket, key, next);
  }

  /** How the next object for events with `key` would be called. Changes nothing. */
  next(bucket: string, key: string): ObjectName {
    const known = this.#memory.get(bucket, key);
    if (known === undefined || known === 0) return { key, isOverwrite: known === 0, roll: 0 };
    if (this.#second === 'continues') {
      return { key: rolledKey(this.#template, key, known), isOverwrite: false, roll: known };
    }
    for (let roll = known; ; roll++) {
      const rolled = rolledKey(this.#template, key, roll);
      // An event may have had just this key.
      if (this.#memory.get(bucket, rolled) === undefined) return { key: rolled, isOverwrite: false, roll };
    }
  }

  /** The object has begun. (It may have been rolled already: a single event can be larger than the limit.) */
  use(bucket: string, key: string, name: ObjectName): void {
    const isUsedUp = name.roll > 0 && this.#second !== 'continues';
    const next = isUsedUp ? name.roll + 1 : name.roll;
    this.#set(bucket, key, Math.max(next, this.#memory.get(bucket, key) ?? 0));
    if (isUsedUp) this.#memory.set(bucket, name.key, 0);
    if (name.isOverwrite && this.#second === 'overwrites') this.#warn(bucket, name.key);
  }

  /** The object of events with `key` was completed early: neither the key nor a roll up to that one is used again. */
  roll(bucket: string, key: string, roll: number): void {
    this.#set(bucket, key, Math.max(roll + 1, this.#memory.get(bucket, key) ?? 0));
  }

  /** That a key was written concerns this run alone; where it goes on after a roll concerns all that follow. */
  #set(bucket: string, key: string, next: number): void {
    if (next > 0 && next !== this.#memory.get(bucket, key)) this.#onRoll({ bucket, key, next });
    this.#memory.set(bucket, key, next);
  }

  /** At the end: says how many warnings were left out. */
  summarize(): void {
    const left = this.#overwrites - MAX_WARNINGS;
    if (left > 0)
      this.#logger.warn(`${left} more objects were overwritten by this run after it had written them`);
  }

  #warn(bucket: string, key: string): void {
    if (++this.#overwrites > MAX_WARNINGS) return;
    this.#logger.warn(
      `object \`${key}\` in bucket \`${bucket}\` was written by this run before, and is overwritten now: its events ` +
        'did not come one after another',
      { bucket, key },
    );
  }
}
