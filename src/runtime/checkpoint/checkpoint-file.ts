/**
 * A checkpoint as the text of a file (docs/reference/state-format.md): a line that says what it is and what the rest
 * must hash to, and a JSON text per line.
 */
import { createHash } from 'node:crypto';
import { ByteWriter } from '../byte-writer.ts';
import { CodecError, FlowFailure } from '../errors.ts';
import { parseJson } from '../value/json.ts';
import { asRecord } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import type { Checkpoint, ConnectorCheckpoint } from './checkpoint.ts';
import { readState, writeState } from './state-text.ts';

/** Changes with every change that an older flowrun would misread. */
export const FORMAT_VERSION = 1;

/** Whose checkpoint it is. */
export interface Owner {
  /** The name of the flow's definition. */
  readonly flow: string;
  /** The name under which it is deployed. */
  readonly instance: string;
  /** The `.flow` file; empty when the flow comes from elsewhere. */
  readonly file: string;
}

export interface CheckpointFile {
  readonly owner: Owner;
  readonly checkpoint: Checkpoint;
}

/** Why a file is no checkpoint that can be used: goes on after "`FILE` …". */
export class UnreadableCheckpoint extends Error {}

/** Throws FlowFailure for a state that has no text. */
export function encodeCheckpoint({ owner, checkpoint }: CheckpointFile): Buffer {
  const body = new ByteWriter(4_096);
  const { savedAtMs, connectors, pipelines } = checkpoint;
  const line = (content: unknown): void => body.utf8(`${JSON.stringify(content)}\n`);
  line({ ...owner, saved_at: new Date(savedAtMs).toISOString() });
  for (const { name, ...rest } of connectors) line({ connector: name, ...rest });
  for (const [name, state] of pipelines) {
    body.utf8(`{"pipeline":${JSON.stringify(name)},"state":`);
    try {
      writeState(state, body);
    } catch (cause) {
      if (!(cause instanceof CodecError)) throw cause;
      throw new FlowFailure(`the state of pipeline \`${name}\` cannot be saved: ${cause.message}`, {
        help: 'keep less in `state`, or run with --no-state',
        cause,
      });
    }
    body.utf8('}\n');
  }
  return Buffer.concat([Buffer.from(header(body.written)), body.written]);
}

const LINE_FEED = 10;

/** Longer than any header, so that a large foreign file is not searched for a line. */
const HEADER_BYTES = 200;

/** Throws UnreadableCheckpoint. */
export function decodeCheckpoint(bytes: Buffer): CheckpointFile {
  const end = bytes.subarray(0, HEADER_BYTES).indexOf(LINE_FEED) + 1;
  const first = bytes.toString('latin1', 0, end);
  const version = /^flowrun checkpoint (\d+) /.exec(first)?.[1];
  if (version === undefined) throw new UnreadableCheckpoint('is not a checkpoint of flowrun');
  if (Number(version) > FORMAT_VERSION) {
    throw new UnreadableCheckpoint(
      `was written by a newer flowrun (format ${version}; this one reads up to ${FORMAT_VERSION})`,
    );
  }
  const body = bytes.subarray(end);
  if (first !== header(body)) throw new UnreadableCheckpoint('is damaged: its checksum is wrong');
  return parseBody(body);
}

function header(body: Uint8Array): string {
  // The version is covered, too.
  const hash = createHash('sha256').update(`${FORMAT_VERSION}\n`).update(body).digest('hex');
  return `flowrun checkpoint ${FORMAT_VERSION} sha256 ${hash}\n`;
}

/** What has the right checksum was written by us: so the casts hold. */
function parseBody(body: Buffer): CheckpointFile {
  const [first, ...lines] = body.toString('utf8').trimEnd().split('\n');
  const { saved_at: savedAt, ...owner } = JSON.parse(first!) as Owner & { saved_at: string };
  const connectors: ConnectorCheckpoint[] = [];
  const pipelines = new Map<string, Value>();
  for (const line of lines) {
    if (line.startsWith('{"connector":')) {
      const { connector, ...rest } = JSON.parse(line) as Omit<ConnectorCheckpoint, 'name'> & {
        connector: string;
      };
      connectors.push({ name: connector, ...rest });
    } else {
      const fields = asRecord(parseJson(line))!;
      pipelines.set(fields.get('pipeline') as string, readState(fields.get('state')!));
    }
  }
  return { owner, checkpoint: { savedAtMs: Date.parse(savedAt), connectors, pipelines } };
}
