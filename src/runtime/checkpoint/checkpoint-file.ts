/**
 * A checkpoint as the text of a file (docs/reference/state-format.md): a line that says what it is and what the rest
 * must hash to, and a JSON text per line.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { ByteWriter } from '../byte-writer.ts';
import type { Captured } from '../value/captured.ts';
import { CodecError, FlowFailure } from '../errors.ts';
import { parseJson } from '../value/json.ts';
import { asRecord } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import type { Checkpoint, ConnectorCheckpoint } from './checkpoint.ts';
import { StateWriter, readState } from './state-text.ts';

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

export interface CheckpointFile<State extends Captured = Value> {
  readonly owner: Owner;
  readonly checkpoint: Checkpoint<State>;
}

/** Why a file is no checkpoint that can be used: goes on after "`FILE` …". */
export class UnreadableCheckpoint extends Error {}

/**
 * About how many bytes of a checkpoint are made in one go, while the flow stands still: some milliseconds. Between two pieces
 * the flow runs its batches, so that smaller ones would make a large checkpoint take longer.
 */
export const PIECE_BYTES = 256 * 1024;

/** A state whose parts are shared is small in memory, and may be endless as text. */
const MAX_BYTES = 1024 ** 3;

/** The first line is always that long. */
const HEADER_BYTES = headerOf(startHash()).length;

/** Bytes, and where in the file they stand. Valid until the next piece is asked for. */
export interface CheckpointPiece {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * The text of a checkpoint, piece by piece, the first line last: it is known when all else is. Throws FlowFailure for a state
 * that has no text.
 */
export function* encodeCheckpoint(
  { owner, checkpoint }: CheckpointFile<Captured>,
  maxBytes = MAX_BYTES,
): Generator<CheckpointPiece, void> {
  const hash = startHash();
  const out = new ByteWriter(PIECE_BYTES + PIECE_BYTES / 8);
  let offset = HEADER_BYTES;
  const { savedAtMs, connectors, pipelines } = checkpoint;
  const line = (content: unknown): void => out.utf8(`${JSON.stringify(content)}\n`);
  const piece = (): CheckpointPiece => {
    const found = { offset, bytes: out.written };
    offset += found.bytes.length;
    if (offset - HEADER_BYTES > maxBytes) throw tooLarge();
    hash.update(found.bytes);
    out.truncate(0);
    return found;
  };
  line({ ...owner, saved_at: new Date(savedAtMs).toISOString() });
  for (const { name, ...rest } of connectors) {
    line({ connector: name, ...rest });
    if (out.length >= PIECE_BYTES) yield piece();
  }
  for (const [name, state] of pipelines) {
    out.utf8(`{"pipeline":${JSON.stringify(name)},"state":`);
    try {
      const text = new StateWriter(state, out);
      while (!text.writeUpTo(PIECE_BYTES)) yield piece();
    } catch (cause) {
      if (!(cause instanceof CodecError)) throw cause;
      throw new FlowFailure(`the state of pipeline \`${name}\` cannot be saved: ${cause.message}`, {
        help: KEEP_LESS,
        cause,
      });
    }
    out.utf8('}\n');
  }
  yield piece();
  yield { offset: 0, bytes: Buffer.from(headerOf(hash)) };
}

function tooLarge(): FlowFailure {
  return new FlowFailure('the state of the flow cannot be saved: it would be larger than 1 GiB', {
    help: KEEP_LESS,
  });
}

const KEEP_LESS = 'keep less in `state`, or run with --no-state';
const LINE_FEED = 10;

/** The line of a connector begins so. */
const OF_CONNECTOR = Buffer.from('{"connector":');

/** Throws UnreadableCheckpoint. */
export function decodeCheckpoint(bytes: Buffer): CheckpointFile {
  // No further than a header of any version: a large foreign file is not searched for a line.
  const end = bytes.subarray(0, 2 * HEADER_BYTES).indexOf(LINE_FEED) + 1;
  const first = bytes.toString('latin1', 0, end);
  const version = /^flowrun checkpoint (\d+) /.exec(first)?.[1];
  if (version === undefined) throw new UnreadableCheckpoint('is not a checkpoint of flowrun');
  if (Number(version) > FORMAT_VERSION) {
    throw new UnreadableCheckpoint(
      `was written by a newer flowrun (format ${version}; this one reads up to ${FORMAT_VERSION})`,
    );
  }
  const body = bytes.subarray(end);
  if (first !== headerOf(startHash().update(body))) {
    throw new UnreadableCheckpoint('is damaged: its checksum is wrong');
  }
  return parseBody(body);
}

/** The version is covered, too. */
function startHash(): Hash {
  return createHash('sha256').update(`${FORMAT_VERSION}\n`);
}

function headerOf(hash: Hash): string {
  return `flowrun checkpoint ${FORMAT_VERSION} sha256 ${hash.digest('hex')}\n`;
}

/** What has the right checksum was written by us: so the casts hold. */
function parseBody(body: Buffer): CheckpointFile {
  const [first, ...lines] = linesOf(body);
  const { saved_at: savedAt, ...owner } = JSON.parse(first!.toString()) as Owner & { saved_at: string };
  const connectors: ConnectorCheckpoint[] = [];
  const pipelines = new Map<string, Value>();
  for (const line of lines) {
    if (line.subarray(0, OF_CONNECTOR.length).equals(OF_CONNECTOR)) {
      const { connector, ...rest } = JSON.parse(line.toString()) as Omit<ConnectorCheckpoint, 'name'> & {
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

/** Not as text: a string holds half as many bytes as a checkpoint may have. */
function linesOf(body: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(LINE_FEED, start);
    const end = found < 0 ? body.length : found;
    lines.push(body.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
