import type { IToken } from 'chevrotain';

/** What the parser noticed without stopping for it. */
export type Complaint =
  /** A `,` or `;` between `after` and the next entry. */
  | { readonly kind: 'missing'; readonly sign: ',' | ';'; readonly after: IToken; readonly before: IToken }
  /** The counterpart of `opener` is not there. */
  | {
      readonly kind: 'unclosed';
      readonly opener: IToken;
      readonly closer: string;
      readonly after: IToken;
      readonly found: IToken;
    }
  | { readonly kind: 'keyword-as-name'; readonly token: IToken }
  | { readonly kind: 'bare-key'; readonly token: IToken }
  | { readonly kind: 'closes-nothing'; readonly token: IToken }
  | { readonly kind: 'too-deep'; readonly token: IToken };
