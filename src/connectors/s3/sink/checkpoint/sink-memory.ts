import { EnvironmentError } from '../../../../runtime/api.ts';
import type { Clock } from '../../clock.ts';
import { RollLog } from './roll-log.ts';
import { filesOf } from './state.ts';
import type { S3SinkState } from './state.ts';
import { StateFiles } from './state-files.ts';
import { TailFiles } from './tail-files.ts';
import { UploadJournal } from './upload-journal.ts';

/** What outlives the process beside the checkpoints. */
export interface SinkMemory {
  readonly files: StateFiles;
  readonly journal: UploadJournal;
  readonly tails: TailFiles;
  readonly rolls: RollLog;
}

export interface SinkMemoryOptions {
  readonly clock: Clock;
  /** See `TailFiles`. */
  readonly inlineBytes?: number;
}

/** Opens the folder, which is made when it is not there. Rejects with EnvironmentError. */
export async function openSinkMemory(
  folder: string,
  state: S3SinkState | null,
  { clock, inlineBytes }: SinkMemoryOptions,
): Promise<SinkMemory> {
  try {
    const files = new StateFiles(folder);
    await files.start(state === null ? [] : filesOf(state), state?.keptFiles ?? []);
    const journal = await UploadJournal.open(folder, clock);
    const tails = new TailFiles(files, inlineBytes);
    return { files, journal, tails, rolls: new RollLog(files, state?.rolls ?? null) };
  } catch (cause) {
    throw new EnvironmentError(`cannot use the state in \`${folder}\`: ${(cause as Error).message}`, {
      help: 'choose another folder with --state, or run without checkpoints with --no-state',
      cause,
    });
  }
}
