/** What goes wrong, in which order. The first rule that is due for a request decides; a request without one is left alone. */
export type FaultScript = readonly Rule[];

/** Which requests a fault happens to. Each rule counts for itself the requests that match it. */
export interface Rule {
  /** Operations as Amazon's API reference names them; none: any. */
  readonly on?: string | readonly string[];
  /** A part of the URL as it is sent, `/bucket/key?partNumber=2` … */
  readonly url?: string;
  /** So many requests are spared at first. Default 0. */
  readonly skip?: number;
  /** Of those after, only each n-th. Default 1: all of them. */
  readonly every?: number;
  /** How often it happens. Default 1. */
  readonly times?: number | 'always';
  readonly fault: Fault;
}

/** Where in a request and its answer something happens. */
export type Place =
  /** The head of the request is there, and nothing has been done about it. */
  | { readonly at: 'request' }
  /** So many bytes of the body were passed on (all of it, if it is shorter). */
  | { readonly at: 'body'; readonly afterBytes: number }
  /** The whole request was read, and nothing of it passed on. */
  | { readonly at: 'body-end' }
  /** The server has acted; nothing of its answer was passed on. */
  | { readonly at: 'answer' }
  /** So many bytes of the answer's body were passed on (all of it, if it is shorter). */
  | { readonly at: 'answer-body'; readonly afterBytes: number };

export type Fault =
  /** The connection ends: by a reset, or by an orderly FIN without an answer. At `answer`, that is a lost answer. */
  | ({ readonly kind: 'cut'; readonly how: 'reset' | 'fin' } & Place)
  /** Nothing moves for so long; without `forMs`, until the client goes away. Then everything goes on as if nothing was. */
  | ({ readonly kind: 'stall'; readonly forMs?: number } & Place)
  /** The body trickles. */
  | { readonly kind: 'slow'; readonly of: 'request' | 'answer'; readonly bytesPerSecond: number }
  /** One bit of the body is flipped, in this byte of it (the last one, if it is shorter; nothing, without a body). */
  | { readonly kind: 'corrupt'; readonly of: 'request' | 'answer'; readonly byte: number }
  /**
   * The proxy answers, and the server hears nothing of it. A status of 200 gives S3's "error in the body of a
   * success". With `blanks` as much white space comes first, as S3 sends it to keep a connection alive.
   */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly blanks?: number;
      /** Answers before the body is read, and closes the connection behind the answer. */
      readonly isHasty?: boolean;
    }
  /** The server acts, and its good answer comes behind white space: one blank each `everyMs`, after the XML declaration. */
  | { readonly kind: 'blanks'; readonly count: number; readonly everyMs: number }
  /** All is well, and then connections that nobody uses just now are closed, as servers do that have many of them. */
  | { readonly kind: 'cut-idle' }
  /** The answer to a listing is the oldest one that was given to the same request. The first one is always fresh. */
  | { readonly kind: 'stale' }
  /** From here on, the credentials of this request have expired (ExpiredToken), until there are other ones. Needs `signAs`. */
  | { readonly kind: 'expire-credentials' }
  /** The bucket is in another region, or at another endpoint: `status` with `x-amz-bucket-region` and `Location`. */
  | {
      readonly kind: 'redirect';
      readonly status: 301 | 307;
      readonly region: string;
      /** `http://127.0.0.1:4711`; the path is added. None: no `Location`. */
      readonly to?: string;
    }
  /** Every connection is reset, and nothing listens for so long. */
  | { readonly kind: 'refuse'; readonly forMs: number }
  /** Every connection is reset, and nothing listens until `restartServer` has ended and started the server. */
  | { readonly kind: 'restart' };
