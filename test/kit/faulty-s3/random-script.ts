import fc from 'fast-check';
import type { Fault, FaultScript, Place, Rule } from './script.ts';

/** What a sink asks of S3 while it writes. */
const WRITES = ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'];
const OTHERS = ['AbortMultipartUpload', 'HeadObject', 'ListParts', 'ListMultipartUploads'];

const operations: fc.Arbitrary<string | readonly string[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([...WRITES, ...OTHERS]) },
  { weight: 9, arbitrary: fc.constantFrom(...WRITES, ...WRITES, ...OTHERS) },
);

const bytes = fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 40_000 }));

const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom<Place>({ at: 'request' }, { at: 'body-end' }, { at: 'answer' }, { at: 'answer' }),
  bytes.map((afterBytes): Place => ({ at: 'body', afterBytes })),
  fc.integer({ min: 0, max: 300 }).map((afterBytes): Place => ({ at: 'answer-body', afterBytes })),
);

const direction = fc.constantFrom('request', 'answer');

/** Answers of a server that is busy, broken or behind a broken balancer. */
const answer: fc.Arbitrary<Fault> = fc
  .record({
    said: fc.constantFrom(
      [503, 'SlowDown'],
      [503, 'ServiceUnavailable'],
      [500, 'InternalError'],
      [429, 'TooManyRequests'],
      [400, 'RequestTimeout'],
    ),
    retryAfter: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    isHasty: fc.boolean(),
  })
  .map(({ said: [status, code], retryAfter, isHasty }) => ({
    kind: 'answer',
    status,
    code,
    isHasty,
    ...(retryAfter !== undefined && { headers: { 'retry-after': `${retryAfter}` } }),
  }));

/** Everything that passes by itself. What does not (credentials, redirects) has tests of its own. */
const passing: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: answer },
  {
    weight: 5,
    arbitrary: fc
      .tuple(place, fc.constantFrom('reset' as const, 'fin' as const))
      .map(([where, how]): Fault => ({ kind: 'cut', how, ...where })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(place, fc.integer({ min: 1, max: 400_000 }))
      .map(([where, forMs]): Fault => ({ kind: 'stall', ...where, forMs })),
  },
  { weight: 1, arbitrary: direction.map((of): Fault => ({ kind: 'slow', of, bytesPerSecond: 10_240 })) },
  { weight: 1, arbitrary: bytes.map((byte): Fault => ({ kind: 'corrupt', of: 'request', byte })) },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'cut-idle' }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'stale' }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 30_000 }).map((forMs): Fault => ({ kind: 'refuse', forMs })),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'restart' }) },
);

const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    on: operations,
    skip: fc.integer({ min: 0, max: 6 }),
    every: fc.integer({ min: 1, max: 3 }),
    times: fc.integer({ min: 1, max: 4 }),
    fault: passing,
  })
  .map((rule) => ({ ...rule, fault: toldByStatus(rule.on, rule.fault) }));

/** The answer to a HEAD has no body (RFC 9110, 9.3.2) and so no code: nobody could tell from a 400 that it passes. */
function toldByStatus(on: string | readonly string[], fault: Fault): Fault {
  const isToHead = on === 'HeadObject' || (typeof on !== 'string' && on.includes('HeadObject'));
  if (!isToHead || fault.kind !== 'answer' || fault.status !== 400) return fault;
  return { ...fault, status: 503, code: 'ServiceUnavailable' };
}

/** The same in the body of a success, which only CompleteMultipartUpload has. */
const errorInSuccess: fc.Arbitrary<Rule> = fc
  .record({ blanks: fc.integer({ min: 0, max: 3 }), times: fc.integer({ min: 1, max: 3 }) })
  .map(({ blanks, times }) => ({
    on: 'CompleteMultipartUpload',
    times,
    fault: { kind: 'answer', status: 200, code: 'InternalError', blanks },
  }));

/** One that does not stop by itself: only `stopFaults` ends it. */
const endless: fc.Arbitrary<Rule> = fc.tuple(fc.constantFrom(...WRITES), answer).map(([on, fault]) => ({
  on,
  times: 'always',
  fault,
}));

/** Scripts of up to six rules whose faults pass, by themselves or, one in four, not before they are stopped. */
export const anyFaultScript: fc.Arbitrary<FaultScript> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 8, arbitrary: anyRule }, { weight: 1, arbitrary: errorInSuccess }), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.option(endless, { freq: 3, nil: undefined }),
  )
  .map(([rules, last]) => (last === undefined ? rules : [...rules, last]));

/** The script of that seed; always the same one. */
export function faultScriptOf(seed: number): FaultScript {
  return fc.sample(anyFaultScript, { seed, numRuns: 1 })[0]!;
}
