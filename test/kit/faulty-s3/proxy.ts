import { Agent, createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock } from '../../../src/connectors/s3/clock.ts';
import type { Clock } from '../../../src/connectors/s3/clock.ts';
import { credentialsOf, signedAs } from './credentials.ts';
import type { SigningIdentity } from './credentials.ts';
import { Exchange, withoutHopHeaders } from './exchange.ts';
import type { Passage, WholeAnswer } from './exchange.ts';
import { inflict } from './inflict.ts';
import { operationOf } from './operation.ts';
import { resetSocket } from './reset-socket.ts';
import { RuleBook } from './rule-book.ts';
import type { DueFault } from './rule-book.ts';
import type { Fault, FaultScript } from './script.ts';

export interface FaultyS3Options {
  /** The server behind, `http://127.0.0.1:4711`. */
  readonly upstream: string;
  readonly script?: FaultScript;
  /** For stalls, trickles and outages. Default: real time. */
  readonly clock?: Clock;
  /** Requests are signed anew by this identity, whoever signed them: for credentials that expire, and for other regions. */
  readonly signAs?: SigningIdentity;
  /** Ends and starts the server behind, at the same address. */
  readonly restartServer?: () => Promise<void>;
  /** Called for each request, in order of arrival, before anything is done about it. */
  readonly onRequest?: (seen: SeenRequest) => void;
}

export interface SeenRequest {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
}

/** A fault that has happened. */
export interface Injection extends SeenRequest {
  /** Which rule of the script, from 0. */
  readonly rule: number;
  readonly kind: Fault['kind'];
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startFaultyS3(options: FaultyS3Options): Promise<FaultyS3> {
  const proxy = new FaultyS3(options);
  await proxy.listen();
  return proxy;
}

export class FaultyS3 {
  readonly #options: FaultyS3Options;
  readonly #clock: Clock;
  readonly #rules: RuleBook;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  readonly #passage: Passage;
  readonly #sockets = new Set<Socket>();
  readonly #healed = new AbortController();
  readonly #requests: SeenRequest[] = [];
  readonly #injected: Injection[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Credentials, and the rule by which they have expired. */
  readonly #expired = new Map<string, number>();
  readonly #oldAnswers = new Map<string, WholeAnswer>();
  #port = 0;
  #isClosed = false;

  constructor(options: FaultyS3Options) {
    const { upstream, clock = systemClock, script = [], signAs } = options;
    this.#options = options;
    this.#clock = clock;
    this.#rules = new RuleBook(script);
    this.#passage = {
      upstream,
      agent: this.#agent,
      clock,
      healed: this.#healed.signal,
      headersOf: signAs === undefined ? withoutHopHeaders : (request) => signedAs(signAs, request),
    };
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      const task = this.#handle(request, response).finally(() => this.#running.delete(task));
      this.#running.add(task);
    };
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, handle);
    this.#server.on('checkContinue', handle);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Where clients find it; the same for all of its life. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** All requests that have come, in order of arrival. */
  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  /** All that was done to them. */
  get injected(): readonly Injection[] {
    return this.#injected;
  }

  /** From now on all is well; what is stalled or down goes on at once. */
  stopFaults(): void {
    this.#healed.abort();
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening, failed) => {
      this.#server.once('error', failed).listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', failed);
        listening();
      });
    });
    // A server that listens on a host and port has such an address.
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.stopFaults();
    this.#stopListening();
    while (this.#running.size > 0) await Promise.all(this.#running);
    this.#agent.destroy();
    const closed = (socket: Socket): Promise<void> =>
      new Promise((done) => socket.once('close', () => done()));
    await Promise.all(Array.from(this.#sockets, closed));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(this.#passage, request, response);
    const { method, url } = exchange;
    const seen = { operation: operationOf(method, url), method, url };
    this.#requests.push(seen);
    this.#options.onRequest?.(seen);
    try {
      await this.#serve(seen, exchange, request);
    } catch {
      // The client has gone while its body was read.
      exchange.cut('reset');
    }
  }

  async #serve(seen: SeenRequest, exchange: Exchange, request: IncomingMessage): Promise<void> {
    const due = this.#healed.signal.aborted ? undefined : this.#due(seen, request);
    if (due === undefined) return this.#pass(seen, exchange);
    await inflict(due.fault, exchange, {
      did: () => void this.#injected.push({ ...seen, rule: due.rule, kind: due.fault.kind }),
      cutIdle: () => this.#server.closeIdleConnections(),
      goDown: (until) => this.#own(this.#goDown(until)),
      expireCredentials: () => void this.#expired.set(credentialsOf(request), due.rule),
      oldAnswer: () => this.#oldAnswers.get(seen.url),
    });
  }

  #due(seen: SeenRequest, request: IncomingMessage): DueFault | undefined {
    const due = this.#rules.next(seen.operation, seen.url);
    const rule = this.#expired.get(credentialsOf(request));
    return rule === undefined ? due : { rule, fault: { kind: 'expire-credentials' } };
  }

  /** As it is, remembering the first answer to each listing. */
  #pass(seen: SeenRequest, exchange: Exchange): Promise<void> {
    if (!seen.operation.startsWith('List') || this.#oldAnswers.has(seen.url)) return exchange.forward();
    return exchange.forward({
      whole: (answer) => {
        if (answer.status === 200) this.#oldAnswers.set(seen.url, answer);
        exchange.send(answer);
      },
    });
  }

  async #goDown(until: { readonly forMs: number } | 'restarted'): Promise<void> {
    this.#stopListening();
    if (until !== 'restarted') await this.#pause(until.forMs);
    else {
      this.#agent.destroy();
      await this.#options.restartServer?.();
    }
    if (!this.#isClosed) await this.listen();
  }

  #stopListening(): void {
    this.#server.close();
    for (const socket of this.#sockets) resetSocket(socket);
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#healed;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  #own(task: Promise<void>): void {
    const running = task.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}
