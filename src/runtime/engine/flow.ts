/**
 * Runs one deployed flow: sources are pulled, pipelines are called, sinks hold back.
 *
 * Each source has a pump: it takes a batch, sends it through everything behind the source, waits until every sink
 * it reached wants more, and only then asks for the next one. Pumps are independent of each other; a sink that
 * several of them reach takes their batches one after another.
 */
import type { ConnectorContext, EndpointOverride, ExitRequest, Logger, OpenFile, Sink } from '../api.ts';
import { FlowFailure, ForcedExit, bug } from '../api.ts';
import { Barrier } from '../checkpoint/barrier.ts';
import { ABORTED, Checkpoints } from '../checkpoint/checkpoints.ts';
import type { CheckpointedFlow, Cut } from '../checkpoint/checkpoints.ts';
import type { StateStore } from '../checkpoint/store.ts';
import type { Clock } from '../clock.ts';
import { pause, systemClock } from '../clock.ts';
import type { FlowPlan } from '../plan.ts';
import type { Registry } from '../registry.ts';
import { Connector, asError } from './connector.ts';
import { cutFlow } from './cut.ts';
import { ForcedEnd } from './forced-end.ts';
import { hideInError, hidingLogger } from './hide-secrets.ts';
import { loadParts } from './parts.ts';
import { measuredOf } from './measured.ts';
import { inOrderOfGraph } from './pipeline-order.ts';
import type { Emit, PipelineRunner } from './pipeline-runner.ts';
import { createPipelineRunner } from './pipeline-runner.ts';
import { resumeFlow } from './resume.ts';
import { Router } from './router.ts';
import { refuseSameFile } from './same-file.ts';
import { SinkRunner } from './sink-runner.ts';
import type { FlowStatus } from './status.ts';
import { Ticker } from './ticker.ts';
import { Turns } from './turns.ts';
import type { OnError } from './unhandled.ts';
import { UnhandledErrors } from './unhandled.ts';
import { createWallClock } from './wall-clock.ts';

export interface FlowOptions {
  readonly registry: Registry;
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** What to do with an error event that nothing is connected to take. */
  readonly onError: OnError;
  /** The endpoint of `--local`. */
  readonly s3Override: EndpointOverride | undefined;
  /** How long a clean stop may take until the flow is ended by force, milliseconds. */
  readonly stopBudgetMs: number;
  /** The time that events are stamped with, nanoseconds since 1970; the wall clock unless a test says otherwise. */
  readonly now?: () => bigint;
  /** Called when a connector asks for the end; without it this flow stops, or is aborted with a {@link ForcedExit}. */
  readonly onExit?: (request: ExitRequest, connector: string) => void;
  /** What checkpoints and the ticks of pipelines wait on; real time unless a test says otherwise. */
  readonly clock?: Clock;
  /** Where checkpoints go and how often they are made; without it the flow makes none. */
  readonly state?: StateOptions | undefined;
}

export interface StateOptions {
  /** For this flow alone; the flow closes it. */
  readonly store: StateStore;
  /** A checkpoint follows the first batch after the last one by this, milliseconds. */
  readonly intervalMs: number;
}

/** A flow that has been started. */
export interface RunningFlow {
  /** Resolves at the end of input or after a clean stop, when everything is durable; rejects when the flow failed. */
  readonly done: Promise<void>;
  /** Stops cleanly: sources stop reading, what is on its way is finished, sinks complete. May be called again. */
  stop(): void;
  /** Ends at once: nothing is completed. `done` rejects with `reason`. */
  abort(reason: Error): void;
  status(): FlowStatus;
}

/** Starts a flow. Mistakes of the environment reject `done`. */
export function startFlow(plan: FlowPlan, options: FlowOptions): RunningFlow {
  return new Flow(plan, options);
}

class Flow implements RunningFlow, CheckpointedFlow {
  readonly done: Promise<void>;
  readonly #plan: FlowPlan;
  readonly #options: FlowOptions;
  readonly #router: Router;
  readonly #connectors = new Map<string, Connector>();
  /** Each before those that it sends to. */
  readonly #pipelines = new Map<string, PipelineRunner>();
  readonly #unhandled: UnhandledErrors;
  /** Aborted by a clean stop: sources end. */
  readonly #stop = new AbortController();
  /** Aborted when the flow is ended by force or has failed: everybody gives up. */
  readonly #end = new ForcedEnd();
  readonly #barrier = new Barrier();
  readonly #wallClock = createWallClock();
  readonly #turns: Turns;
  /** Null when the flow makes none. */
  #checkpoints: Checkpoints | null = null;
  #cuts = 0;
  #state: FlowStatus['state'] = 'starting';
  #failure: Error | null = null;
  #exitIsAsked = false;
  #stopTimer: NodeJS.Timeout | null = null;

  constructor(plan: FlowPlan, options: FlowOptions) {
    this.#plan = plan;
    this.#options = { ...options, logger: hidingLogger(options.logger, plan.secrets) };
    this.#turns = new Turns(this.#clock);
    this.#unhandled = new UnhandledErrors(this.#options.logger, options.onError, (error) =>
      this.#fail(error),
    );
    this.#router = new Router(plan.links, {
      connectors: this.#connectors,
      pipelines: this.#pipelines,
      unhandled: this.#unhandled,
      now: this.#now,
    });
    this.done = this.#run();
  }

  stop(): void {
    if (this.#stop.signal.aborted || this.#state === 'ended') return;
    this.#state = 'stopping';
    this.#stop.abort();
    const budgetMs = this.#options.stopBudgetMs;
    this.#stopTimer = setTimeout(() => {
      const waits = [...this.#connectors.values()].flatMap(({ plan, waiting }) =>
        waiting === null ? [] : [`${plan.name} waits: ${waiting}`],
      );
      const message = `flow \`${this.#plan.name}\` did not stop within ${budgetMs / 1_000} s and was ended`;
      this.#fail(new FlowFailure([message, ...waits].join('; ')));
    }, budgetMs);
  }

  abort(reason: Error): void {
    this.#fail(reason);
  }

  status(): FlowStatus {
    return {
      flow: this.#plan.name,
      state: this.#state,
      connectors: [...this.#connectors.values()].map((connector) => connector.status()),
      unhandledErrors: this.#unhandled.total,
      checkpoints: this.#checkpoints?.status ?? null,
    };
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  race<T>(work: Promise<T>): Promise<T | typeof ABORTED> {
    return this.#end.race(work);
  }

  capture(isLast: boolean): Cut {
    const savedAtMs = Number(this.#now() / 1_000_000n);
    // Where none keeps its position, the whole state goes afterwards; until then it must be true.
    const dropsEnded = isLast && this.#hasEnded() && this.#keepsPositions();
    const number = ++this.#cuts;
    return cutFlow([...this.#connectors.values()], this.#pipelines, { number, savedAtMs, dropsEnded });
  }

  fail(error: unknown): void {
    this.#fail(asError(error));
  }

  async #run(): Promise<void> {
    try {
      await this.#end.race(this.#start());
      this.#throwIfFailed();
      if (this.#state === 'starting') this.#state = 'running';
      this.#options.logger.debug(`${this.#plan.name}: running`);
      const ticker = this.#startTicker();
      await this.#pumpAll();
      await ticker?.stop();
      this.#throwIfFailed();
      await this.#flush();
      this.#throwIfFailed();
      const reason = this.#hasEnded() ? 'end' : 'stop';
      await this.#end.race(Promise.all(this.#sinks().map((sink) => sink.finish(reason))));
      this.#throwIfFailed();
      await this.#end.race(this.#lastCheckpoint());
      this.#throwIfFailed();
    } catch (error) {
      this.#fail(asError(error));
    } finally {
      await this.#close();
    }
    this.#throwIfFailed();
  }

  async #lastCheckpoint(): Promise<void> {
    await this.#checkpoints?.last(this.#hasEnded() && !this.#keepsPositions());
  }

  async #start(): Promise<void> {
    for (const pipeline of inOrderOfGraph(this.#plan.pipelines, this.#plan.links)) {
      this.#pipelines.set(pipeline.name, createPipelineRunner(pipeline));
    }
    for (const connector of this.#plan.connectors) {
      this.#connectors.set(connector.name, new Connector(connector, this.#plan));
    }
    this.#checkpoints = this.#createCheckpoints();
    const hasNew = await this.#resume();
    // All of them at once: a flow with ten buckets starts as fast as one with one. The first in the flow reports.
    const created = await Promise.allSettled(
      [...this.#connectors.values()].map((connector) => this.#create(connector)),
    );
    for (const result of created) {
      if (result.status === 'rejected') throw asError(result.reason);
    }
    refuseSameFile(
      await this.#filesRead(),
      this.#sinks().flatMap(({ file }) => file ?? []),
    );
    await this.#checkpoints?.start(hasNew);
  }

  async #filesRead(): Promise<readonly OpenFile[]> {
    const sources = [...this.#connectors.values()].flatMap(({ source }) => source ?? []);
    const several = await Promise.all(sources.map(async (source) => (await source.files?.()) ?? []));
    return [...sources.flatMap(({ file }) => file ?? []), ...several.flat()];
  }

  /** Null when there is no store. */
  #createCheckpoints(): Checkpoints | null {
    const { state } = this.#options;
    if (state === undefined) return null;
    const { store, intervalMs } = state;
    return new Checkpoints(this, store, this.#barrier, { clock: this.#clock, intervalMs });
  }

  /** Takes up what an earlier run has left. Resolves to whether anything begins at its beginning. */
  async #resume(): Promise<boolean> {
    const { state, logger } = this.#options;
    if (this.#checkpoints === null || state === undefined) return true;
    const { name } = this.#plan;
    return resumeFlow(
      { name, connectors: this.#connectors, pipelines: this.#pipelines },
      state.store,
      logger,
    );
  }

  async #create(connector: Connector): Promise<void> {
    const { definition, config } = connector.plan;
    const parts = await loadParts(connector.plan, this.#options.registry);
    const context = this.#context(connector);
    if (connector.isSink) {
      const runner = new SinkRunner(connector.plan.name, connector.counters, (batch) =>
        this.#router.emit('connector', connector.plan.name, 'err', batch),
      );
      connector.sink = runner;
      const sink: Sink = await (definition.createSink?.(config, {
        ...context,
        restored: connector.restored,
        ...parts.encoding(),
        refuse: runner.refuse,
        fail: (error) => this.#fail(error),
      }) ?? bug(`\`${definition.type}\` has no sink`));
      runner.attach(sink);
      if (this.#end.isAborted) await sink.close();
    }
    if (connector.isSource) {
      connector.source = await (definition.createSource?.(config, {
        ...context,
        position: connector.position,
        measured: measuredOf(this.#plan, this.#connectors, this.#pipelines),
        decode: parts.decoder(connector.plan.name, connector.counters, this.#now),
      }) ?? bug(`\`${definition.type}\` has no source`));
    }
  }

  #context(connector: Connector): ConnectorContext {
    const { baseDir, env, logger, s3Override, state } = this.#options;
    const { name } = connector.plan;
    const checkpoints = this.#checkpoints;
    const store = checkpoints === null ? undefined : state?.store;
    return {
      flow: this.#plan.name,
      name,
      baseDir,
      env,
      logger,
      counters: connector.counters,
      signal: this.#end.signal,
      now: this.#now,
      exit: (request) => this.#exit(request, name),
      s3Override,
      waiting: (text) => {
        connector.waiting = text === null ? null : (this.#plan.secrets?.hide(text) ?? text);
      },
      checkpoints: store !== undefined,
      checkpointSoon: () => checkpoints?.soon(),
      stateFolder: store?.folder(name) ?? null,
      resetCommand: store?.resetCommand(name) ?? '',
    };
  }

  #exit(request: ExitRequest, connector: string): void {
    if (this.#exitIsAsked) return;
    this.#exitIsAsked = true;
    const { logger, onExit } = this.#options;
    logger.info(`${connector}: ${request.graceful ? 'stopping' : 'ending at once'}, as an event asks for`);
    if (onExit !== undefined) onExit(request, connector);
    else if (request.graceful) this.stop();
    else this.abort(new ForcedExit(connector, request.code));
  }

  async #pumpAll(): Promise<void> {
    const sources = [...this.#connectors.values()].filter(({ source }) => source !== null);
    const observers = sources.filter(({ source }) => source?.isObserver === true);
    const others = sources.filter((each) => !observers.includes(each));
    const othersEnded = new AbortController();
    const stop = this.#stop.signal;
    const untilOthersEnd = AbortSignal.any([stop, othersEnded.signal]);
    const observing = observers.map((connector) => this.#pump(connector, untilOthersEnd));
    await Promise.all(others.map((connector) => this.#pump(connector, stop)));
    if (others.length > 0) othersEnded.abort();
    await Promise.all(observing);
  }

  async #pump(connector: Connector, stop: AbortSignal): Promise<void> {
    const name = connector.plan.name;
    const batches = connector.source!.read(stop)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#end.race(batches.next());
        if (next === ABORTED) return;
        if (next.done === true) {
          connector.hasEnded = !this.#stop.signal.aborted;
          return;
        }
        if ((await this.#enter()) === ABORTED) return;
        const { out, err, position } = next.value;
        connector.counters.eventsIn += out.length;
        const journey = this.#router.journey();
        const { waits } = journey;
        try {
          if (err !== null) this.#router.route('connector', name, 'err', err, journey);
          this.#router.route('connector', name, 'out', out, journey);
        } catch (error) {
          // One sink has failed; whether the others take the batch is no longer asked, but must not go unowned.
          void Promise.allSettled(waits);
          throw error;
        }
        if (waits.length > 0 && (await this.#end.race(Promise.all(waits))) === ABORTED) return;
        connector.position = position;
        this.#checkpoints?.noteMoved();
        this.#barrier.leave();
        const turn = this.#turns.next();
        if (turn !== undefined) await turn;
        if (journey.holdMs > 0) {
          await this.#end.race(pause(this.#clock, journey.holdMs, this.#stop.signal));
        }
      }
    } catch (error) {
      this.#fail(asError(error));
    } finally {
      // A source that is being ended by force may never answer; closing it is what releases it.
      if (this.#end.isAborted) void batches.return?.().catch(() => undefined);
    }
  }

  /** Begins to send something, as soon as no checkpoint is due: that waits for those who are sending. */
  async #enter(): Promise<typeof ABORTED | undefined> {
    for (let { held } = this.#barrier; held !== null; { held } = this.#barrier) {
      if ((await this.#end.race(held)) === ABORTED) return ABORTED;
    }
    this.#barrier.enter();
    return undefined;
  }

  /** Null when no pipeline looks at the time. */
  #startTicker(): Ticker | null {
    const ticked = [...this.#pipelines.values()].filter(({ needsTicks }) => needsTicks);
    if (ticked.length === 0) return null;
    const ticker = new Ticker(this.#clock, () =>
      this.#emitAll((emit) => {
        const nowNs = this.#now();
        for (const pipeline of ticked) pipeline.tick(nowNs, emit(pipeline));
      }),
    );
    ticker.start();
    return ticker;
  }

  /**
   * Lets go what pipelines hold back. What sinks refuse of it may come back to a pipeline and be held again; it comes
   * to an end because nothing is refused for ever.
   */
  async #flush(): Promise<void> {
    const pipelines = [...this.#pipelines.values()];
    while (!this.#end.isAborted && pipelines.some(({ needsFlush }) => needsFlush)) {
      await this.#emitAll((emit) => {
        const nowNs = this.#now();
        for (const pipeline of pipelines) pipeline.flush(nowNs, emit(pipeline));
      });
    }
  }

  /**
   * Sends on what pipelines emit by themselves, as one step between two checkpoints, and resolves when everybody behind
   * them wants more. Does not reject.
   */
  async #emitAll(run: (emit: (pipeline: PipelineRunner) => Emit) => void): Promise<void> {
    if ((await this.#enter()) === ABORTED) return;
    const journey = this.#router.journey();
    const { waits } = journey;
    let hasEmitted = false;
    try {
      run(({ name }) => {
        const emit = this.#router.emitFrom(name, journey);
        return {
          ...emit,
          at: (port, batch) => {
            hasEmitted = true;
            emit.at(port, batch);
          },
        };
      });
      if (waits.length > 0 && (await this.#end.race(Promise.all(waits))) === ABORTED) return;
    } catch (error) {
      void Promise.allSettled(waits);
      this.#fail(asError(error));
      return;
    }
    if (hasEmitted) this.#checkpoints?.noteMoved();
    this.#barrier.leave();
  }

  /** Have all sources come to their end by themselves? */
  #hasEnded(): boolean {
    return [...this.#connectors.values()].every(({ source, hasEnded }) => source === null || hasEnded);
  }

  #keepsPositions(): boolean {
    return [...this.#connectors.values()].some(({ source }) => source?.keepsPosition === true);
  }

  get #clock(): Clock {
    return this.#options.clock ?? systemClock;
  }

  get #now(): () => bigint {
    return this.#options.now ?? this.#wallClock;
  }

  #sinks(): SinkRunner[] {
    return [...this.#connectors.values()].flatMap((connector) => connector.sink ?? []);
  }

  async #closeStore(): Promise<void> {
    try {
      await this.#options.state?.store.close();
    } catch (error) {
      this.#failure ??= asError(error);
    }
  }

  /** The first failure counts: what follows is its consequence. */
  #fail(error: Error): void {
    if (this.#state === 'ended') return;
    this.#failure ??= hideInError(error, this.#plan.secrets);
    this.#stop.abort();
    this.#end.abort();
  }

  #throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #close(): Promise<void> {
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    if (this.#checkpoints !== null) await this.#end.bounded(this.#checkpoints.end());
    const closing = [...this.#connectors.values()].map((connector) => this.#end.bounded(connector.close()));
    for (const result of await Promise.allSettled(closing)) {
      if (result.status === 'rejected') this.#failure ??= asError(result.reason);
    }
    this.#unhandled.close();
    await this.#end.bounded(this.#closeStore());
    this.#state = 'ended';
  }
}
