import { rm } from 'node:fs/promises';
import { stateInUse } from '../../runtime/checkpoint/local-store.ts';
import { timeText } from '../../runtime/checkpoint/restore.ts';
import {
  connectorFolder,
  lockPath,
  mayHaveBegunElsewhere,
  readCheckpoint,
  removeCheckpoints,
  removeFilesOf,
  removeIfEmpty,
  writeCheckpoint,
} from '../../runtime/checkpoint/state-folder.ts';
import { LockedError, takeLock } from '../../runtime/checkpoint/state-lock.ts';
import { EnvironmentError } from '../../runtime/errors.ts';
import { UsageError } from '../exit.ts';
import type { SavedState } from '../saved-states.ts';
import { DEFAULT_STATE_DIR, findStates, readableContent } from '../saved-states.ts';
import { detailsOf } from './state-show.ts';

export interface StateResetOptions {
  readonly state?: string;
  readonly connector?: string;
  readonly toPrevious: boolean;
  readonly dryRun: boolean;
}

/** What is to be forgotten: in words, and as an action. */
interface Reset {
  readonly lines: readonly string[];
  run(): Promise<void>;
}

/** `flowrun state reset FLOW`: forgets what was saved, and says what it was. Asks nothing. */
export async function stateResetCommand(flow: string, options: StateResetOptions): Promise<void> {
  if (options.connector !== undefined && options.toPrevious) {
    throw new UsageError('`--connector` and `--to-previous` do not go together', 'give one of them');
  }
  const state = await theOne(flow, options);
  const { lines } = options.dryRun
    ? await planReset(state, options)
    : await locked(state, async () => {
        // Looked at again: a flow may have run until now.
        const reset = await planReset(await theOne(flow, options), options);
        await reset.run();
        return reset;
      });
  process.stdout.write([...lines, ''].join('\n'));
}

async function theOne(flow: string, options: StateResetOptions): Promise<SavedState> {
  const [state, ...others] = await findStates(options.state ?? DEFAULT_STATE_DIR, flow);
  if (others.length > 0) {
    const names = [state!, ...others].map(({ flow, instance }) => `\`${flow}/${instance}\``);
    throw new UsageError(`several flows are called \`${flow}\``, `give one of ${names.join(', ')}`);
  }
  return state!;
}

async function planReset(state: SavedState, options: StateResetOptions): Promise<Reset> {
  const would = options.dryRun ? 'would forget' : 'forgot';
  if (options.toPrevious) return toPrevious(state, would);
  if (options.connector !== undefined) return oneConnector(state, options.connector, would);
  const details = state.content === null ? [] : await detailsOf(state.folder, state.content);
  return {
    lines: [
      `${state.instance}: ${would} everything; it starts from the beginning`,
      ...details,
      ...(await leftElsewhere(state)),
    ],
    run: () => removeCheckpoints(state.folder),
  };
}

/** What is not forgotten: somebody pays for it. */
async function leftElsewhere({ folder }: SavedState): Promise<readonly string[]> {
  if (!(await mayHaveBegunElsewhere(folder))) return [];
  return ['  multipart uploads that it has left open are removed by its next start'];
}

async function toPrevious({ instance, checkpoints }: SavedState, would: string): Promise<Reset> {
  const [newest, previous] = checkpoints;
  if (previous === undefined) {
    throw new UsageError(
      `there is no other checkpoint of \`${instance}\``,
      `\`flowrun state reset ${instance}\` goes back to the beginning`,
    );
  }
  const { checkpoint } = await readCheckpoint(previous);
  return {
    lines: [
      `${instance}: ${would} checkpoint ${newest!.number}; it goes on from checkpoint ${previous.number} of ` +
        timeText(checkpoint.savedAtMs),
    ],
    run: () => rm(newest!.path),
  };
}

async function oneConnector(state: SavedState, name: string, would: string): Promise<Reset> {
  const { owner, checkpoint } = readableContent(state);
  const saved = checkpoint.connectors.find((each) => each.name === name);
  if (saved === undefined) {
    const names = checkpoint.connectors.map((each) => `\`${each.name}\``);
    throw new UsageError(
      `nothing is saved of a connector \`${name}\` of \`${state.instance}\``,
      `there is something of ${names.join(', ')}`,
    );
  }
  const [details] = await detailsOf(state.folder, {
    owner,
    checkpoint: { ...checkpoint, connectors: [saved], pipelines: new Map() },
  });
  return {
    lines: [
      `${state.instance}: ${would} \`${name}\`; it starts from the beginning, the others go on`,
      details!,
      ...(await leftElsewhere(state)),
    ],
    async run() {
      const connectors = checkpoint.connectors.filter((each) => each !== saved);
      const next = state.checkpoints[0]!.number + 1;
      await writeCheckpoint(state.folder, next, { owner, checkpoint: { ...checkpoint, connectors } });
      await removeFilesOf(connectorFolder(state.folder, name));
    },
  };
}

/** Does it while nobody works on the state. Throws EnvironmentError when somebody does. */
async function locked<T>({ folder, instance }: SavedState, work: () => Promise<T>): Promise<T> {
  try {
    const lock = await takeLock(lockPath(folder));
    try {
      return await work();
    } finally {
      await lock.release();
      await removeIfEmpty(folder);
    }
  } catch (cause) {
    if (cause instanceof LockedError) throw stateInUse(instance, folder, cause.holder);
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new EnvironmentError(`cannot reset the state in \`${folder}\`: ${(cause as Error).message}`, {
      cause,
    });
  }
}
