import type { Captured } from '../../src/runtime/value/captured.ts';
import type { Checkpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import type { CheckpointFile } from '../../src/runtime/checkpoint/checkpoint-file.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runtime/checkpoint/checkpoint-file.ts';
import { step } from '../../src/runtime/checkpoint/steps.ts';
import type { StateStore } from '../../src/runtime/checkpoint/store.ts';

/** What outlives a process. */
export interface Disk {
  checkpoint: Buffer | null;
  /** Every checkpoint that was ever saved, and `removed`. */
  readonly history: (Checkpoint | 'removed')[];
}

export function newDisk(): Disk {
  return { checkpoint: null, history: [] };
}

/** A state store in memory, as text like a real one. After the end of its process it changes nothing any more. */
export function memoryStore(disk: Disk, isAlive: () => boolean = () => true): StateStore {
  const owner = { flow: 'test', instance: 'test', file: '' };
  const onDisk = (change: () => void): void => {
    if (isAlive()) change();
  };
  return {
    load: async () => (disk.checkpoint === null ? null : decodeCheckpoint(disk.checkpoint).checkpoint),
    async save(checkpoint) {
      const bytes = textOf({ owner, checkpoint });
      step('store:written');
      await Promise.resolve();
      onDisk(() => {
        disk.checkpoint = bytes;
        disk.history.push(decodeCheckpoint(bytes).checkpoint);
      });
      step('store:renamed');
    },
    async remove() {
      step('store:removing');
      onDisk(() => {
        disk.checkpoint = null;
        disk.history.push('removed');
      });
    },
    folder: (connector) => `/state/${connector}`,
    resetCommand: (connector) =>
      ['flowrun state reset test', connector].filter(Boolean).join(' --connector '),
    close: async () => undefined,
  };
}

function textOf(file: CheckpointFile<Captured>): Buffer {
  // The first line comes last.
  const pieces = Array.from(encodeCheckpoint(file), ({ offset, bytes }) => ({
    offset,
    bytes: Buffer.from(bytes),
  }));
  return Buffer.concat(pieces.sort((a, b) => a.offset - b.offset).map(({ bytes }) => bytes));
}
