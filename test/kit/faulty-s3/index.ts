/**
 * A bad day between a client and an S3: a proxy on loopback that does what networks and services do when they fail.
 *
 *     const proxy = await startFaultyS3({
 *       upstream: local.endpoint,
 *       script: [
 *         // The answer to the first CompleteMultipartUpload gets lost.
 *         { on: 'CompleteMultipartUpload', fault: { kind: 'cut', how: 'reset', at: 'answer' } },
 *         // The third and the fourth UploadPart are told to go slower.
 *         { on: 'UploadPart', skip: 2, times: 2, fault: { kind: 'answer', status: 503, code: 'SlowDown' } },
 *       ],
 *     });
 *     // … a client that talks to `proxy.endpoint` …
 *     proxy.stopFaults();
 *     await proxy.close();
 *
 * - `script.ts` says what there is to write into a script. It is plain data: it can be printed, kept and replayed.
 * - `random-script.ts` makes scripts at random, the same ones from the same seed.
 * - `proxy.requests` and `proxy.injected` say what has come by, and what was done to it.
 * - Waiting is done on a `Clock`: on one that the test moves, on one that is fast, or never (a stall without `forMs`
 *   lasts until the client goes away or `stopFaults` is called). No fault takes seconds of real time.
 * - Signatures stay valid: the client signs the address that it talks to, and its `Host` header is passed on
 *   unchanged. Servers that know themselves under certain names only must be told the one of the proxy. Where
 *   credentials or regions change on the way, the proxy signs anew (`signAs`).
 */
export { startFaultyS3 } from './proxy.ts';
export type { FaultyS3, FaultyS3Options, Injection, SeenRequest } from './proxy.ts';
export { anyFaultScript, faultScriptOf } from './random-script.ts';
export type { Fault, FaultScript, Place, Rule } from './script.ts';
