/**
 * Runs one deployed flow: sources are pulled, pipelines are called, sinks hold back.
 *
 * Each source has a pump: it takes a batch, sends it through everything behind the source, waits until every sink
 * it reached wants more, and only then asks for the next one. Pumps are independent of each other; a sink that
 * several of them reach takes their batches one after another.
 */
import type { Batch, ConnectorContext, EndpointOverride, Logger, Sink, Source } from '../api.ts';
import { FlowFailure, bug } from '../api.ts';
import type { ConnectorPlan, FlowPlan } from '../plan.ts';
import type { Registry } from '../registry.ts';
import { createCounters } from './counters.ts';
import { loadParts } from './parts.ts';
import type { PipelineRunner } from './pipeline-runner.ts';
import { createPipelineRunner } from './pipeline-runner.ts';
import type { Routes } from './routes.ts';
import { createRoutes, portKey } from './routes.ts';
import { refuseSameFile } from './same-file.ts';
import { SinkRunner } from './sink-runner.ts';
import type { ConnectorStatus, FlowStatus } from './status.ts';
import type { OnError } from './unhandled.ts';
import { UnhandledErrors } from './unhandled.ts';

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

/** An event that sinks refuse again and again (its `err` port leads back to them) is given up after this many times. */
const MAX_REFUSALS = 3;

/** How long connectors may take to close after an end by force. */
const FORCED_CLOSE_MS = 4_000;

/** Starts a flow. Mistakes of the environment reject `done`. */
export function startFlow(plan: FlowPlan, options: FlowOptions): RunningFlow {
  return new Flow(plan, options);
}

class Flow implements RunningFlow {
  readonly done: Promise<void>;
  readonly #plan: FlowPlan;
  readonly #options: FlowOptions;
  readonly #routes: Routes;
  readonly #connectors = new Map<string, Connector>();
  readonly #pipelines = new Map<string, PipelineRunner>();
  readonly #unhandled: UnhandledErrors;
  /** Aborted by a clean stop: sources end. */
  readonly #stop = new AbortController();
  /** Aborted when the flow is ended by force or has failed: everybody gives up. */
  readonly #abort = new AbortController();
  #state: FlowStatus['state'] = 'starting';
  #failure: Error | null = null;
  #stopTimer: NodeJS.Timeout | null = null;

  constructor(plan: FlowPlan, options: FlowOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#routes = createRoutes(plan.links);
    this.#unhandled = new UnhandledErrors(options.logger, options.onError, (error) => this.#fail(error));
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
    };
  }

  async #run(): Promise<void> {
    try {
      await this.#race(this.#start());
      this.#throwIfFailed();
      if (this.#state === 'starting') this.#state = 'running';
      this.#options.logger.debug(`${this.#plan.name}: running`);
      await this.#pumpAll();
      this.#throwIfFailed();
      await this.#race(Promise.all(this.#sinks().map((sink) => sink.finish())));
      this.#throwIfFailed();
    } catch (error) {
      this.#fail(asError(error));
    } finally {
      await this.#close();
    }
    this.#throwIfFailed();
  }

  async #start(): Promise<void> {
    for (const pipeline of this.#plan.pipelines) {
      this.#pipelines.set(pipeline.name, createPipelineRunner(pipeline));
    }
    for (const connector of this.#plan.connectors) {
      this.#connectors.set(connector.name, new Connector(connector, this.#plan));
    }
    // All of them at once: a flow with ten buckets starts as fast as one with one. The first in the flow reports.
    const created = await Promise.allSettled(
      [...this.#connectors.values()].map((connector) => this.#create(connector)),
    );
    for (const result of created) {
      if (result.status === 'rejected') throw asError(result.reason);
    }
    refuseSameFile(
      [...this.#connectors.values()].flatMap(({ source }) => source?.file ?? []),
      this.#sinks().flatMap(({ file }) => file ?? []),
    );
  }

  async #create(connector: Connector): Promise<void> {
    const { definition, config } = connector.plan;
    const parts = await loadParts(connector.plan, this.#options.registry);
    const context = this.#context(connector);
    if (connector.isSink) {
      const runner = new SinkRunner(connector.plan.name, connector.counters, (batch) =>
        this.#emit('connector', connector.plan.name, 'err', batch),
      );
      connector.sink = runner;
      const sink: Sink = await (definition.createSink?.(config, {
        ...context,
        restored: null,
        ...parts.encoding(),
        refuse: runner.refuse,
        fail: (error) => this.#fail(error),
      }) ?? bug(`\`${definition.type}\` has no sink`));
      runner.attach(sink);
      if (this.#abort.signal.aborted) await sink.close();
    }
    if (connector.isSource) {
      connector.source = await (definition.createSource?.(config, {
        ...context,
        position: null,
        decode: parts.decoder(connector.plan.name, connector.counters, this.#options.now ?? wallClockNs),
      }) ?? bug(`\`${definition.type}\` has no source`));
    }
  }

  #context(connector: Connector): ConnectorContext {
    const { baseDir, env, logger, s3Override } = this.#options;
    return {
      flow: this.#plan.name,
      name: connector.plan.name,
      baseDir,
      env,
      logger,
      counters: connector.counters,
      signal: this.#abort.signal,
      s3Override,
      waiting: (text) => {
        connector.waiting = text;
      },
    };
  }

  async #pumpAll(): Promise<void> {
    const pumps = [...this.#connectors.values()].filter((connector) => connector.source !== null);
    await Promise.all(pumps.map((connector) => this.#pump(connector)));
  }

  async #pump(connector: Connector): Promise<void> {
    const name = connector.plan.name;
    const batches = connector.source!.read(this.#stop.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#race(batches.next());
        if (next === ABORTED || next.done === true) return;
        const { out, err } = next.value;
        connector.counters.eventsIn += out.length;
        const waits: Promise<void>[] = [];
        try {
          if (err !== null) this.#route('connector', name, 'err', err, waits);
          this.#route('connector', name, 'out', out, waits);
        } catch (error) {
          // One sink has failed; whether the others take the batch is no longer asked, but must not go unowned.
          void Promise.allSettled(waits);
          throw error;
        }
        if (waits.length > 0 && (await this.#race(Promise.all(waits))) === ABORTED) return;
      }
    } catch (error) {
      this.#fail(asError(error));
    } finally {
      // A source that is being ended by force may never answer; closing it is what releases it.
      if (this.#abort.signal.aborted) void batches.return?.().catch(() => undefined);
    }
  }

  /** Emits a batch at a port; resolves when everybody behind it wants more. */
  #emit(what: 'connector' | 'pipeline', name: string, port: string, batch: Batch): void | Promise<void> {
    const waits: Promise<void>[] = [];
    this.#route(what, name, port, batch, waits);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  /** Sends a batch to everybody who is connected to a port. Synchronous but for what it adds to `waits`. */
  #route(
    what: 'connector' | 'pipeline',
    name: string,
    port: string,
    batch: Batch,
    waits: Promise<void>[],
  ): void {
    if (batch.length === 0) return;
    const targets = this.#routes.get(portKey(what, name, port));
    if (port === 'err' && what === 'connector') this.#connectors.get(name)!.counters.errors += batch.length;
    if (targets === undefined || batch.refusals > MAX_REFUSALS) {
      if (port === 'err') this.#unhandled.report(name, batch);
      return;
    }
    for (const target of targets) {
      if (target.what === 'pipeline') {
        this.#pipelines
          .get(target.name)!
          .push(target.port, batch, (outPort, emitted) =>
            this.#route('pipeline', target.name, outPort, emitted, waits),
          );
      } else {
        const written = this.#connectors.get(target.name)!.sink!.write(batch, target.port);
        if (written !== undefined) waits.push(written);
      }
    }
  }

  /** Waits for `work`, but not beyond the end by force. */
  async #race<T>(work: Promise<T>): Promise<T | typeof ABORTED> {
    const signal = this.#abort.signal;
    if (signal.aborted) {
      work.catch(() => undefined);
      return ABORTED;
    }
    let onAbort!: () => void;
    const aborted = new Promise<typeof ABORTED>((resolve) => {
      onAbort = () => resolve(ABORTED);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** After an end by force nobody waits for long: what hangs (a dead network drive) is left to the end of the process. */
  async #bounded(work: Promise<void>): Promise<void> {
    if (!this.#abort.signal.aborted) return work;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FORCED_CLOSE_MS);
    });
    await Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  #sinks(): SinkRunner[] {
    return [...this.#connectors.values()].flatMap((connector) => connector.sink ?? []);
  }

  /** The first failure counts: what follows is its consequence. */
  #fail(error: Error): void {
    if (this.#state === 'ended') return;
    this.#failure ??= error;
    this.#stop.abort();
    this.#abort.abort();
  }

  #throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #close(): Promise<void> {
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    const closing = [...this.#connectors.values()].map((connector) => this.#bounded(connector.close()));
    for (const result of await Promise.allSettled(closing)) {
      if (result.status === 'rejected') this.#failure ??= asError(result.reason);
    }
    this.#unhandled.close();
    this.#state = 'ended';
  }
}

const ABORTED = Symbol('aborted');

function wallClockNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** A created connector and what runs of it. */
class Connector {
  readonly plan: ConnectorPlan;
  readonly counters = createCounters();
  readonly isSource: boolean;
  readonly isSink: boolean;
  source: Source | null = null;
  sink: SinkRunner | null = null;
  waiting: string | null = null;

  constructor(plan: ConnectorPlan, flow: FlowPlan) {
    this.plan = plan;
    const roles = plan.definition.roles(plan.config);
    const is = (end: { what: string; name: string }): boolean =>
      end.what === 'connector' && end.name === plan.name;
    // Only what is connected runs: `stdio` that is only written to never reads the terminal.
    this.isSource = roles.source && flow.links.some((link) => is(link.from));
    this.isSink = roles.sink && flow.links.some((link) => is(link.to));
  }

  status(): ConnectorStatus {
    return {
      name: this.plan.name,
      type: this.plan.definition.type,
      role: this.isSource ? (this.isSink ? 'both' : 'source') : 'sink',
      counters: this.counters,
      waiting: this.waiting,
    };
  }

  async close(): Promise<void> {
    const results = await Promise.allSettled([this.source?.close(), this.sink?.close()]);
    for (const result of results) if (result.status === 'rejected') throw asError(result.reason);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
