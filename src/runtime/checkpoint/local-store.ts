import type { Captured } from '../value/captured.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Owner } from './checkpoint-file.ts';
import { UnreadableCheckpoint } from './checkpoint-file.ts';
import type { Logger } from '../api.ts';
import { EnvironmentError, FlowFailure } from '../errors.ts';
import { systemReason } from '../system-error.ts';
import {
  connectorFolder,
  folderOf,
  listCheckpoints,
  lockPath,
  makeFolder,
  readCheckpoint,
  removeCheckpoints,
  removeConnectorFiles,
  removeIfEmpty,
  removeLeftovers,
  writeCheckpoint,
} from './state-folder.ts';
import type { StoredCheckpoint } from './state-folder.ts';
import type { LockHolder, StateLock } from './state-lock.ts';
import { LockedError, takeLock } from './state-lock.ts';
import type { StateStore } from './store.ts';

export interface LocalStoreOptions {
  /** The folder of all states, as the user gave it. */
  readonly dir: string;
  /** It is the one that `flowrun` takes when none is given, so that commands in messages need not name it. */
  readonly isDefaultDir: boolean;
  readonly owner: Owner;
  readonly logger: Logger;
}

/** Keeps the checkpoints of one flow in a folder of its own. */
export function createLocalStore(options: LocalStoreOptions): StateStore {
  return new LocalStore(options);
}

class LocalStore implements StateStore {
  readonly #options: LocalStoreOptions;
  readonly #folder: string;
  #lock: StateLock | null = null;
  #number = 0;
  /** Resolves when nothing is being written or removed. */
  #written: Promise<void> = Promise.resolve();

  constructor(options: LocalStoreOptions) {
    this.#options = options;
    this.#folder = folderOf(options.dir, options.owner.flow, options.owner.instance);
  }

  async load(): Promise<Checkpoint | null> {
    await this.#within('open', async () => {
      this.#lock = await this.#takeLock();
      await removeLeftovers(this.#folder);
    });
    const [newest] = await this.#within('read', () => listCheckpoints(this.#folder));
    if (newest === undefined) {
      await this.#within('open', () => removeConnectorFiles(this.#folder));
      return null;
    }
    this.#number = newest.number;
    return this.#read(newest);
  }

  async save(checkpoint: Checkpoint<Captured>, signal?: AbortSignal): Promise<void> {
    const { owner } = this.#options;
    const number = this.#number + 1;
    await this.#writing(
      this.#within('save', () => writeCheckpoint(this.#folder, number, { owner, checkpoint }, signal)),
    );
    this.#number = number;
  }

  remove(): Promise<void> {
    return this.#writing(this.#within('remove', () => removeCheckpoints(this.#folder)));
  }

  /** Work that changes the folder: the state is not given back before it has ended. */
  #writing(work: Promise<void>): Promise<void> {
    this.#written = work.catch(() => undefined);
    return work;
  }

  folder(connector: string): string {
    return connectorFolder(this.#folder, connector);
  }

  resetCommand(connector?: string): string {
    const { owner, dir, isDefaultDir } = this.#options;
    const place = isDefaultDir ? '' : ` --state ${shellWord(dir)}`;
    const one = connector === undefined ? '' : ` --connector ${shellWord(connector)}`;
    return `flowrun state reset ${shellWord(owner.instance)}${one}${place}`;
  }

  async close(): Promise<void> {
    if (this.#lock === null) return;
    // Whoever ends the flow by force does not wait for it for long. Nobody else may write there before it has ended.
    await this.#written;
    await this.#lock.release();
    this.#lock = null;
    await removeIfEmpty(this.#folder);
  }

  async #takeLock(): Promise<StateLock> {
    for (let attempt = 1; ; attempt++) {
      await makeFolder(this.#folder);
      try {
        return await takeLock(lockPath(this.#folder));
      } catch (error) {
        // Somebody who has just ended removed the empty folder before there was a lock in it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 5) throw error;
      }
    }
  }

  async #read(stored: StoredCheckpoint): Promise<Checkpoint> {
    const { owner, logger } = this.#options;
    const file = await this.#within('read', () => readCheckpoint(stored)).catch((error: unknown) => {
      throw error instanceof UnreadableCheckpoint ? this.#unreadable(stored, error.message, error) : error;
    });
    if (file.owner.flow !== owner.flow || file.owner.instance !== owner.instance) {
      // Names that differ in case only share a folder on some systems.
      throw this.#unreadable(stored, `belongs to flow \`${file.owner.instance}\``);
    }
    if (file.owner.file !== owner.file && file.owner.file !== '') {
      logger.warn(
        `${owner.instance}: its state was saved by a flow in \`${file.owner.file}\`; if that is another flow of the same ` +
          'name, give each a folder of its own with --state',
      );
    }
    return file.checkpoint;
  }

  #unreadable({ path }: StoredCheckpoint, problem: string, cause?: unknown): EnvironmentError {
    return new EnvironmentError(`the state \`${path}\` ${problem}`, {
      help:
        `\`${this.resetCommand()} --to-previous\` goes back to the checkpoint before it, ` +
        `\`${this.resetCommand()}\` to the beginning`,
      cause,
    });
  }

  /** Says in the words of a person why something cannot be done with the state. */
  async #within<T>(verb: 'open' | 'read' | 'save' | 'remove', work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FlowFailure || error instanceof UnreadableCheckpoint) throw error;
      if (error instanceof LockedError) {
        throw stateInUse(this.#options.owner.instance, this.#folder, error.holder);
      }
      throw cannot(verb, this.#options.owner.instance, this.#folder, error);
    }
  }
}

/** Another process works on the state of this flow. */
export function stateInUse(flow: string, folder: string, { pid, host }: LockHolder): EnvironmentError {
  return new EnvironmentError(
    `flow \`${flow}\` is running already: process ${pid} on \`${host}\` works on its state in \`${folder}\``,
    {
      help:
        'stop it first, or give this one another folder with --state; ' +
        `if \`${host}\` is gone for good, remove \`${lockPath(folder)}\``,
    },
  );
}

/** A name as a shell takes it. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}

/** What some errors of the operating system mean about a folder of flowrun's own. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a part of its path is a file, not a folder',
  ENOENT: 'it was removed while the flow was running',
};

function cannot(verb: string, flow: string, folder: string, cause: unknown): EnvironmentError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  const help =
    verb === 'save'
      ? 'mend this and start the flow again: it goes on from its last checkpoint'
      : 'choose another folder with --state, or run without checkpoints with --no-state';
  return new EnvironmentError(
    `cannot ${verb} the state of flow \`${flow}\` in \`${folder}\`: ${REASONS[code] ?? systemReason(cause)}`,
    { help, cause },
  );
}
