import type { IToken, TokenType } from 'chevrotain';

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
  | { readonly kind: 'unexpected'; readonly token: IToken; readonly expected: string }
  /** A word that was taken for the keyword it nearly is. */
  | { readonly kind: 'misspelt'; readonly token: IToken; readonly keyword: string }
  | { readonly kind: 'too-deep'; readonly token: IToken }
  /** A closing word or bracket too many; `early` is the `end` that did not belong to its block. */
  | {
      readonly kind: 'closes-nothing';
      readonly token: IToken;
      readonly early: { readonly opener: IToken; readonly end: IToken } | undefined;
    };
