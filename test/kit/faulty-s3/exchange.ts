import { request as httpRequest } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { Clock } from '../../../src/connectors/s3/clock.ts';
import { resetSocket } from './reset-socket.ts';
import { untouched } from './taps.ts';
import type { Tap } from './taps.ts';

/** What all exchanges of a proxy have in common. */
export interface Passage {
  /** `http://127.0.0.1:4711` */
  readonly upstream: string;
  readonly agent: Agent;
  readonly clock: Clock;
  /** Aborted when all faults are stopped: nobody waits any longer. */
  readonly healed: AbortSignal;
  /** The headers with which a request goes to the server. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders;
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** How a request is passed on; what is left out is left alone. */
export interface Way {
  /** Sent instead of the client's body. */
  readonly body?: Buffer;
  readonly requestTap?: Tap;
  readonly answerTap?: Tap;
  /** Is given the answer when all of it is there, and sends what the client shall have. */
  readonly whole?: (answer: WholeAnswer) => Promise<void> | void;
}

/** One request and its answer, with the means to let them go wrong. */
export class Exchange {
  readonly #passage: Passage;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();

  constructor(passage: Passage, request: IncomingMessage, response: ServerResponse) {
    this.#passage = passage;
    this.#request = request;
    this.#response = response;
    // The date of an answer is the server's.
    response.sendDate = false;
    response.once('close', () => {
      if (!response.writableFinished) this.#gone.abort();
    });
    // A client that goes away, or is sent away, is no mistake of anybody's.
    request.on('error', () => {});
    response.on('error', () => {});
  }

  get url(): string {
    return this.#request.url ?? '/';
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get isGone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Passes the request on, and the answer back. An upstream that fails cuts the client off. */
  async forward(way: Way = {}): Promise<void> {
    const upstream = this.#open();
    const onGone = (): void => void upstream.destroy();
    this.#gone.signal.addEventListener('abort', onGone);
    try {
      await this.#pass(way, upstream);
    } catch {
      this.cut('reset');
    } finally {
      this.#gone.signal.removeEventListener('abort', onGone);
    }
  }

  /** Ends the connection, and all that goes on between it and the server. */
  cut(how: 'reset' | 'fin'): void {
    // What comes after a cut fails because of it, and is no second one.
    if (this.isGone) return;
    const { socket } = this.#request;
    if (how === 'reset') resetSocket(socket);
    else {
      // Whoever closes a socket with unread bytes sends a reset, so they are read.
      this.#request.resume();
      socket.end();
    }
    this.#gone.abort();
  }

  /** Waits: for so long, or for ever, but not when the client is gone or the faults are stopped. */
  hold(forMs: number | undefined): Promise<void> {
    const { clock, healed } = this.#passage;
    const ended = AbortSignal.any([healed, this.#gone.signal]);
    if (ended.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = forMs === undefined ? undefined : clock.after(forMs, resolve);
      ended.addEventListener('abort', () => {
        cancel?.();
        resolve();
      });
    });
  }

  /** The body, all of it. */
  async body(): Promise<Buffer> {
    this.#acceptBody();
    return collect(this.#request);
  }

  /** Answers without asking the server. A `hasty` answer does not wait for the body, and ends the connection. */
  async answer({ status, headers, body }: WholeAnswer, hasty = false): Promise<void> {
    if (hasty) this.#response.shouldKeepAlive = false;
    else await this.body();
    this.send({ status, headers, body });
  }

  send({ status, headers, body }: WholeAnswer): void {
    if (this.isGone) return;
    this.#response.writeHead(status, headers);
    this.#response.end(body);
  }

  /** The head now, the body piece by piece, with `pause` between the pieces. */
  async sendPieces(
    { status, headers }: Omit<WholeAnswer, 'body'>,
    pieces: readonly (string | Buffer)[],
    pause: () => Promise<void>,
  ): Promise<void> {
    this.#response.writeHead(status, headers);
    for (const piece of pieces) {
      this.#response.write(piece);
      await pause();
    }
    this.#response.end();
  }

  /** Calls `action` when the answer has been sent. */
  afterAnswer(action: () => void): void {
    this.#response.once('finish', () => setImmediate(action));
  }

  #open(): ClientRequest {
    const { upstream, agent, headersOf } = this.#passage;
    const { hostname, port } = new URL(upstream);
    const { method, url } = this.#request;
    const request = httpRequest({
      hostname,
      port,
      agent,
      ...(method !== undefined && { method }),
      path: url,
      headers: headersOf(this.#request),
    });
    // Between the moments in which somebody listens: see forward().
    request.on('error', () => {});
    return request;
  }

  async #pass(way: Way, upstream: ClientRequest): Promise<void> {
    const { body, requestTap = untouched, answerTap = untouched, whole } = way;
    const answering = answerOf(upstream);
    if (body === undefined) this.#acceptBody();
    const source = body === undefined ? this.#request.iterator({ destroyOnReturn: false }) : only(body);
    const sending = pump(requestTap(source), upstream);
    // Some servers answer before they have got everything, so the answer is not waited for behind the body.
    const answer = await Promise.race([answering, sending.then(() => answering)]);
    await this.#passBack(answer, answerTap, whole);
    // A client that is still sending must not wait for a server that no longer listens.
    this.#request.resume();
    await sending.catch(() => {});
  }

  async #passBack(answer: IncomingMessage, tap: Tap, whole: Way['whole']): Promise<void> {
    const { statusCode: status = 502 } = answer;
    const headers = withoutHopHeaders(answer);
    if (whole !== undefined) {
      await whole({ status, headers, body: await collect(answer) });
      return;
    }
    if (this.isGone) return;
    this.#response.writeHead(status, headers);
    await pump(tap(answer), this.#response);
  }

  #acceptBody(): void {
    if (this.#request.headers.expect !== undefined) this.#response.writeContinue();
  }
}

/** Headers that are between two neighbours, and not for the one behind them. */
const HOP_HEADERS = new Set(['connection', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** All headers that are meant for the other end. */
export function withoutHopHeaders(message: IncomingMessage): OutgoingHttpHeaders {
  const entries = Object.entries(message.headersDistinct).filter(([name]) => !HOP_HEADERS.has(name));
  // Node takes no list for a header that there may be only one of, `host` above all.
  return Object.fromEntries(
    entries.map(([name, values = []]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('close', () => reject(new Error('closed without an answer')));
  });
  answer.catch(() => {});
  return answer;
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function* only(body: Buffer): AsyncIterable<Buffer> {
  yield body;
}

/** Writes it all, as fast as the other end takes it. Ends quietly when that one has had enough. */
async function pump(source: AsyncIterable<Buffer>, target: Writable): Promise<void> {
  for await (const chunk of source) {
    if (target.destroyed) return;
    if (chunk.length > 0) await written(target, chunk);
  }
  target.end();
}

/** Resolves when the bytes are really on their way (what happens behind them must not overtake them), or never will be. */
function written(target: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      target.off('close', settle);
      resolve();
    };
    target.once('close', settle);
    target.write(chunk, settle);
  });
}
