import type { IToken, TokenType } from 'chevrotain';

/** Of what there is more than the parser takes: nothing that anybody writes. */
export type Excess = 'levels' | 'operators' | 'signs' | 'segments';

/** What the parser noticed without stopping for it. */
export type Complaint =
  /** A `,` or `;` is missing behind `after`. */
  | { readonly kind: 'missing'; readonly sign: ',' | ';'; readonly after: IToken }
  /** The counterpart of `opener` is missing behind `after`. */
  | {
      readonly kind: 'unclosed';
      readonly opener: IToken;
      readonly closer: TokenType;
      readonly after: IToken;
      /** Does only the indentation tell so? The parser has read on as if all was well. */
      readonly isMisread: boolean;
    }
  | { readonly kind: 'keyword-as-name'; readonly token: IToken }
  /** A name with hyphens. */
  | { readonly kind: 'hyphen'; readonly token: IToken }
  | { readonly kind: 'bare-key'; readonly token: IToken }
  /** The text ends where `expected` should stand. */
  | { readonly kind: 'cut-off'; readonly after: IToken; readonly expected: string }
  /** Something else stands where `expected` should. */
  | {
      readonly kind: 'unexpected';
      readonly token: IToken;
      readonly expected: string;
      /** What to do about it, where the token and what is expected do not tell. */
      readonly help?: string;
    }
  /** A clause that stands behind `other`, or a second time; `order` is how they are to stand. */
  | {
      readonly kind: 'order';
      readonly token: IToken;
      readonly other: IToken;
      readonly order: string;
    }
  /** A word that was taken for the keyword it nearly is. */
  | { readonly kind: 'misspelt'; readonly token: IToken; readonly keyword: string }
  | { readonly kind: 'too-deep'; readonly token: IToken; readonly excess: Excess }
  /** A closing word or bracket too many; `early` is the `end` that did not belong to its block. */
  | {
      readonly kind: 'closes-nothing';
      readonly token: IToken;
      readonly early: { readonly opener: IToken; readonly end: IToken } | undefined;
      /** Does the `early` one, or this one, stand behind a `create` or `define` without `with`? */
      readonly isLoose: boolean;
    };
