import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceContext } from '../../../runtime/api.ts';
import { prepareFile } from '../../../runtime/api.ts';
import { isGzip } from '../../../runtime/inflate/formats.ts';
import type { ReadyTails } from './ready-tails.ts';
import { Tail } from './tail.ts';
import type { TrackedFile } from './tracked-file.ts';
import { readFirst } from './tracked-file.ts';

/** After so many bytes a file makes room for one that waits, where not all may be open at once. */
const TURN_BYTES = 8 * 1024 * 1024;

/** More complaints than this are not remembered: then the first ones may be made again. */
const MAX_COMPLAINTS = 1_000;

/** The files that are open: at most `maxOpen`, and each that has something to read gets its turn. */
export class OpenTails {
  readonly #maxOpen: number;
  readonly #context: SourceContext;
  readonly #ready: ReadyTails;
  readonly #changed: () => void;
  /** With where they were opened; the one that was opened first before the others. */
  readonly #open = new Map<TrackedFile, { readonly tail: Tail; readonly from: number }>();
  readonly #complaints = new Set<string>();
  #turns = 0;
  #hasWaiting = false;

  constructor(maxOpen: number, context: SourceContext, ready: ReadyTails, changed: () => void) {
    this.#maxOpen = maxOpen;
    this.#context = context;
    this.#ready = ready;
    this.#changed = changed;
  }

  /** Are there files for which there is no room? */
  get hasWaiting(): boolean {
    return this.#hasWaiting;
  }

  get isDrained(): boolean {
    return [...this.#open.values()].every(({ tail }) => tail.isDrained);
  }

  /** Opens the files that have something to read, as far as there is room; who has waited longest comes first. */
  async openWaiting(files: readonly TrackedFile[]): Promise<void> {
    const waiting = files.filter(isWaiting).sort((a, b) => a.turn - b.turn);
    this.#hasWaiting = false;
    for (const file of waiting) {
      if (this.#open.size >= this.#maxOpen && !(await this.#makeRoom())) {
        this.#hasWaiting = true;
        return;
      }
      await this.#openFile(file);
    }
  }

  async close(file: TrackedFile): Promise<void> {
    const { tail } = file;
    if (tail === null) return;
    // What it had read, and nobody has taken, is read again.
    if (!tail.isDrained) file.readOffset = file.resume.offset;
    file.tail = null;
    this.#open.delete(file);
    await tail.close();
  }

  /** Says it once: a file that cannot be read is tried with every look. */
  complain(message: string): void {
    if (this.#complaints.has(message)) return;
    if (this.#complaints.size >= MAX_COMPLAINTS) this.#complaints.clear();
    this.#complaints.add(message);
    this.#context.logger.warn(`${this.#context.name}: ${message}; it is tried again`);
  }

  /** Closes a file at rest, or else one that has had its turn. */
  async #makeRoom(): Promise<boolean> {
    const open = [...this.#open];
    const leaving =
      open.find(([file, { tail }]) => tail.isDrained && !tail.isReplaced && !file.isEnding) ??
      open.find(([file, { from }]) => file.resume.offset - from >= TURN_BYTES);
    if (leaving === undefined) return false;
    await this.close(leaving[0]);
    return true;
  }

  async #openFile(file: TrackedFile): Promise<void> {
    const path = resolve(this.#context.baseDir, file.path);
    // Until the next look, unless it can be opened now.
    const bytes = file.seenBytes;
    file.seenBytes = file.readOffset;
    file.seenMtimeMs = -1;
    try {
      const handle = await open(path, 'r');
      const { dev, ino, isCompressed } = await prepareFile(handle, async () => ({
        ...(await handle.stat()),
        isCompressed: file.resume.offset === 0 && isGzip(await readFirst(handle, 2)),
      }));
      // Another file under its name: the next look finds out what became of it.
      if (`${dev}:${ino}` !== file.key || isCompressed) {
        await handle.close();
        if (isCompressed) this.#skip(file);
        return;
      }
      file.seenBytes = bytes;
      file.turn = ++this.#turns;
      const uri = pathToFileURL(path).href;
      const tail = new Tail(file, handle, { uri, context: this.#context, onDrained: this.#changed });
      file.tail = tail;
      this.#open.set(file, { tail, from: file.resume.offset });
      this.#ready.ask(file, tail);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.complain(`cannot read \`${file.path}\`: ${message}`);
    }
  }

  #skip(file: TrackedFile): void {
    file.isSkipped = true;
    const { logger, name } = this.#context;
    logger.warn(
      `${name}: \`${file.path}\` is compressed and is not followed; leave it out of the pattern, or read it without \`follow\``,
    );
  }
}

function isWaiting(file: TrackedFile): boolean {
  const { tail, isSkipped, predecessor, isEnding } = file;
  if (tail !== null || isSkipped || predecessor !== null) return false;
  return !file.isDrained || (isEnding && file.mayHoldBack);
}
