import type { ConnectorContext } from './api.ts';

/** What a connector is given when it is examined. */
export interface ExamineContext extends Pick<ConnectorContext, 'env' | 'signal' | 's3Override'> {
  /** May something be written for a moment? What is written begins with `probePrefix` and is removed again. */
  readonly mayWrite: boolean;
  readonly probePrefix: string;
}

/** What there is to know about the other side of a connector, before a flow runs. Plain data: also the JSON form. */
export interface Examination {
  /** What is used, and where it came from, in the order in which it is worth reading. Never a secret. */
  readonly facts: readonly ExaminationFact[];
  readonly checks: readonly ExaminationCheck[];
  /** What earlier runs or other programs have left there and costs something. The oldest, and how many in all. */
  readonly leftovers: { readonly total: number; readonly oldest: readonly ExaminationLeftover[] };
  /** What the credentials must be allowed, for the flow itself: less than its examination takes. */
  readonly policy: readonly PolicyStatement[];
  /** What does not fit anywhere else and somebody must know. */
  readonly notes: readonly string[];
}

export interface ExaminationFact {
  readonly name: string;
  readonly value: string;
}

export interface ExaminationCheck {
  /** What was looked at; checks of one subject stand together. */
  readonly subject: string;
  readonly name: string;
  readonly outcome: 'works' | 'fails' | 'skipped';
  /** Does this flow need it? */
  readonly isNeeded: boolean;
  /** What was found, or why it fails or was skipped. */
  readonly detail?: string;
  /** What to do about it. */
  readonly help?: string;
}

export interface ExaminationLeftover {
  /** `s3://bucket/key` */
  readonly place: string;
  readonly id: string;
  /** Undefined where nobody says. */
  readonly ageMs: number | undefined;
  readonly bytes: number | undefined;
}

/** As in the JSON of IAM. */
export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
