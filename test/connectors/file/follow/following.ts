import type { FollowEnvironment } from '../../../../src/connectors/file/follow/environment.ts';
import { createFollowSource } from '../../../../src/connectors/file/follow/source.ts';
import { parsePathPattern } from '../../../../src/connectors/file/glob/path-pattern.ts';
import type { FileSettings } from '../../../../src/connectors/file/settings.ts';
import { fileSettings } from '../../../../src/connectors/file/settings.ts';
import type { Position, Source } from '../../../../src/runtime/api.ts';
import { sourceContext } from '../../../kit/source-context.ts';

/** A clock that stands until the test moves it, and no word from the system about changes. */
class StandingStill implements FollowEnvironment {
  #nowMs = 0;
  #timer: { readonly dueMs: number; readonly action: () => void } | null = null;
  #onRested: () => void = () => undefined;
  readonly watched = new Map<string, () => void>();

  nowMs = (): number => this.#nowMs;

  after(ms: number, action: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, action };
    this.#timer = timer;
    return () => {
      if (this.#timer === timer) this.#timer = null;
    };
  }

  watch(folder: string, changed: () => void): () => void {
    this.watched.set(folder, changed);
    return () => void this.watched.delete(folder);
  }

  rested(): void {
    this.#onRested();
  }

  get nextRest(): Promise<void> {
    return new Promise((resolve) => (this.#onRested = resolve));
  }

  /** Says whether anything was due. */
  advance(ms: number): boolean {
    this.#nowMs += ms;
    if (this.#timer === null || this.#timer.dueMs > this.#nowMs) return false;
    this.#timer.action();
    return true;
  }
}

/** A following source that runs, and what it has given; stopped and started again as often as a test likes. */
export class Following {
  readonly events: { readonly line: unknown; readonly path: unknown; readonly offset: number }[] = [];
  readonly logged: string[] = [];
  /** After the last event, as a checkpoint would hold it. */
  position: Position = null;
  waiting: string | null = null;
  environment = new StandingStill();
  readonly #baseDir: string;
  readonly #settings: FileSettings;
  #stop = new AbortController();
  #source: Source | null = null;
  #pump: Promise<void> = Promise.resolve();

  constructor(baseDir: string, settings: Readonly<Record<string, unknown>>) {
    this.#baseDir = baseDir;
    this.#settings = fileSettings.parse({ follow: true, ...settings });
  }

  get lines(): unknown[] {
    return this.events.map(({ line }) => line);
  }

  get source(): Source {
    return this.#source!;
  }

  /** Starts at the last position, and reads what is there. `maxBatches`: then it is killed. */
  async start(maxBatches = Infinity): Promise<void> {
    // It may rest before it has given so many.
    await this.stop();
    this.environment = new StandingStill();
    const say = (level: string) => (message: string) => void this.logged.push(`${level}: ${message}`);
    const context = sourceContext({
      baseDir: this.#baseDir,
      position: JSON.parse(JSON.stringify(this.position)) as Position,
      waiting: (text) => void (this.waiting = text),
      logger: { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error') },
    });
    const pattern = parsePathPattern(this.#settings.path)!;
    this.#source = await createFollowSource(pattern, this.#settings, context, this.environment);
    this.#stop = new AbortController();
    const rested = this.environment.nextRest;
    this.#pump = this.#read(this.#source, maxBatches);
    await Promise.race([rested, this.#pump]);
  }

  /** Time passes, and everything is read that there is then. */
  async tick(ms = 1_000): Promise<void> {
    const rested = this.environment.nextRest;
    if (this.environment.advance(ms)) await Promise.race([rested, this.#pump]);
  }

  /** Ends it as a stop does. What has not come until then will come after a start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#pump;
    await this.#source?.close();
  }

  async #read(source: Source, maxBatches: number): Promise<void> {
    let batches = 0;
    for await (const { out, position } of source.read(this.#stop.signal)) {
      out.values.forEach((line, at) => {
        const path = (out.metas[at]!.get('file') as ReadonlyMap<string, unknown>).get('path');
        this.events.push({ line, path, offset: out.offsets[at]! });
      });
      this.position = position;
      if (++batches >= maxBatches) return;
    }
  }
}
