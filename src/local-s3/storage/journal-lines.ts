import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { JournalRecord } from './records.ts';

/** A journal as it was found: its good records in order, and where the next one goes. */
export interface JournalContents {
  readonly records: readonly JournalRecord[];
  /** Lines that are not what was once written, the unfinished last one left out. */
  readonly damagedLines: number;
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
}

const READ_BYTES = 1 << 20;
const CHUNK_LINES = 1000;
const NEWLINE = 0x0a;
/** `crc32 of the JSON, 8 hex digits` and a blank. */
const PREFIX_LENGTH = 9;

/** One line of a journal: `b2c19f70 {"kind":"put",…}`. */
export function journalLine(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/**
 * Reads a journal from its start. Each line stands for itself, so a damaged one costs that one record;
 * a last line without its newline is a write that a crash cut off, and never was acknowledged.
 */
export async function readJournal(file: FileHandle): Promise<JournalContents> {
  const records: JournalRecord[] = [];
  let damagedLines = 0;
  let length = 0;
  let rest: Buffer = Buffer.alloc(0);
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null);
    if (bytesRead === 0) return { records, damagedLines, length };
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      const record = parseLine(bytes.toString('utf8', start, end));
      if (record === undefined) damagedLines++;
      else records.push(record);
      start = end + 1;
    }
    length += start;
    rest = bytes.subarray(start);
  }
}

/** Writes a journal of `records` anew and puts it in the place of the one at `path`, at once or not at all. */
export async function writeJournal(
  path: string,
  records: Iterable<JournalRecord>,
  fsync: boolean,
): Promise<{ file: FileHandle; length: number; lines: number }> {
  const next = `${path}.next`;
  await rm(next, { force: true });
  const file = await open(next, 'a');
  try {
    let length = 0;
    let lines = 0;
    for (const chunk of inChunks(records)) {
      const bytes = Buffer.from(chunk.map(journalLine).join(''));
      await file.appendFile(bytes);
      length += bytes.length;
      lines += chunk.length;
    }
    if (fsync) await file.datasync();
    await rename(next, path);
    return { file, length, lines };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function* inChunks(records: Iterable<JournalRecord>): Iterable<readonly JournalRecord[]> {
  let chunk: JournalRecord[] = [];
  for (const record of records) {
    chunk.push(record);
    if (chunk.length < CHUNK_LINES) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

function parseLine(line: string): JournalRecord | undefined {
  const json = line.slice(PREFIX_LENGTH);
  // The checksum matches, so this is what journalLine once wrote: a JournalRecord.
  return line.slice(0, PREFIX_LENGTH) === `${checksum(json)} `
    ? (JSON.parse(json) as JournalRecord)
    : undefined;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
