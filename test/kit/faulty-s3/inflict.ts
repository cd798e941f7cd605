import type { Exchange, WholeAnswer } from './exchange.ts';
import type { Fault, Place } from './script.ts';
import { corrupting, pacing, pausingAfter } from './taps.ts';

/** What faults need beyond the one exchange. */
export interface Surroundings {
  /** To be called when the fault has really happened. */
  readonly did: () => void;
  readonly cutIdle: () => void;
  /** Resets everything, and listens again after so long, or when the server has been restarted. */
  readonly goDown: (until: { readonly forMs: number } | 'restarted') => void;
  readonly expireCredentials: () => void;
  /** The oldest answer to the same request, if it was a listing. */
  readonly oldAnswer: () => WholeAnswer | undefined;
}

/** Lets one exchange go wrong. */
export async function inflict(fault: Fault, exchange: Exchange, around: Surroundings): Promise<void> {
  const { did } = around;
  switch (fault.kind) {
    case 'cut':
      return happening(exchange, fault, () => {
        did();
        exchange.cut(fault.how);
      });
    case 'stall':
      return happening(exchange, fault, () => {
        did();
        return exchange.hold(fault.forMs);
      });
    case 'slow': {
      did();
      const tap = pacing(fault.bytesPerSecond, (ms) => exchange.hold(ms));
      return exchange.forward(fault.of === 'request' ? { requestTap: tap } : { answerTap: tap });
    }
    case 'corrupt': {
      const tap = corrupting(fault.byte, did);
      return exchange.forward(fault.of === 'request' ? { requestTap: tap } : { answerTap: tap });
    }
    case 'answer':
      did();
      return exchange.answer(errorAnswer(fault, exchange.method), fault.isHasty);
    case 'blanks':
      return exchange.forward({ whole: (answer) => sendBehindBlanks(fault, exchange, answer, did) });
    case 'cut-idle':
      did();
      exchange.afterAnswer(around.cutIdle);
      return exchange.forward();
    case 'stale': {
      const old = around.oldAnswer();
      if (old === undefined) return exchange.forward();
      did();
      return exchange.answer(old);
    }
    case 'expire-credentials':
      did();
      around.expireCredentials();
      return exchange.answer(EXPIRED);
    case 'redirect':
      did();
      return exchange.answer(redirect(fault, exchange));
    case 'refuse':
      did();
      return around.goDown({ forMs: fault.forMs });
    case 'restart':
      did();
      return around.goDown('restarted');
  }
}

/** Passes the exchange on, and does `action` at that place of it. */
async function happening(
  exchange: Exchange,
  place: Place,
  action: () => Promise<void> | void,
): Promise<void> {
  switch (place.at) {
    case 'request':
      await action();
      break;
    case 'body-end': {
      const body = await exchange.body();
      await action();
      if (!exchange.isGone) await exchange.forward({ body });
      return;
    }
    case 'body':
      return exchange.forward({ requestTap: pausingAfter(place.afterBytes, action) });
    case 'answer':
      return exchange.forward({
        whole: async (answer) => {
          await action();
          exchange.send(answer);
        },
      });
    case 'answer-body':
      return exchange.forward({ answerTap: pausingAfter(place.afterBytes, action) });
  }
  if (!exchange.isGone) await exchange.forward();
}

type Blanks = Extract<Fault, { kind: 'blanks' }>;

async function sendBehindBlanks(
  { count, everyMs }: Blanks,
  exchange: Exchange,
  answer: WholeAnswer,
  did: () => void,
): Promise<void> {
  const [declaration, rest] = splitDeclaration(answer.body);
  if (answer.status !== 200 || declaration === '') return exchange.send(answer);
  did();
  const { 'content-length': _, ...headers } = answer.headers;
  const pieces = [declaration, ...Array<string>(count).fill(' '), rest];
  await exchange.sendPieces({ status: 200, headers }, pieces, () => exchange.hold(everyMs));
}

/** `<?xml … ?>`, before which XML allows nothing, and what comes after. */
function splitDeclaration(document: Buffer): readonly [string, Buffer] {
  const declaration = /^<\?xml.*?\?>/s.exec(document.toString('latin1'))?.[0] ?? '';
  return [declaration, document.subarray(declaration.length)];
}

const EXPIRED: WholeAnswer = errorDocument(400, 'ExpiredToken', 'The provided token has expired.');

type Answer = Extract<Fault, { kind: 'answer' }>;

/** The answer to HEAD has no body, and so no code. */
function errorAnswer({ status, code, headers = {}, blanks = 0 }: Answer, method: string): WholeAnswer {
  const answer = errorDocument(status, code, code, ' '.repeat(blanks));
  const all = { ...answer.headers, ...headers };
  return method === 'HEAD' ? { ...answer, headers: all, body: Buffer.alloc(0) } : { ...answer, headers: all };
}

type Redirect = Extract<Fault, { kind: 'redirect' }>;

function redirect({ status, region, to }: Redirect, { url, method }: Exchange): WholeAnswer {
  const code = status === 307 ? 'TemporaryRedirect' : 'PermanentRedirect';
  const headers = { 'x-amz-bucket-region': region, ...(to !== undefined && { location: `${to}${url}` }) };
  return errorAnswer({ kind: 'answer', status, code, headers }, method);
}

function errorDocument(status: number, code: string, message: string, blanks = ''): WholeAnswer {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>${blanks}\n` +
      `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>FAULTY</RequestId></Error>`,
  );
  return { status, headers: { 'content-type': 'application/xml', 'content-length': body.length }, body };
}
