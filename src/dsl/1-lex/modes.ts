import type { IMultiModeLexerDefinition, TokenType } from 'chevrotain';
import {
  BlockWhiteSpace,
  Comment,
  ConfigDirective,
  Directive,
  Doc,
  InlineWhiteSpace,
  ModuleDoc,
  WhiteSpace,
} from './comments.ts';
import { allKeywords, Keyword, RootWord } from './keywords.ts';
import { LiteralToken } from './literal.ts';
import { BrokenIdentifier, Identifier, Underscore, UnderscoreName } from './names.ts';
import { FloatNumber, Integer } from './numbers.ts';
import * as signs from './punctuation.ts';
import * as strings from './strings.ts';

const words: readonly TokenType[] = [
  ...allKeywords,
  Identifier,
  BrokenIdentifier,
  UnderscoreName,
  Underscore,
  FloatNumber,
  Integer,
];

const comments: readonly TokenType[] = [ConfigDirective, Directive, ModuleDoc, Doc, Comment];

const heredocOpen: readonly TokenType[] = [strings.HeredocOpen, strings.BrokenHeredocOpen];

const escapes: readonly TokenType[] = [
  strings.Escape,
  strings.UnicodeEscape,
  strings.BrokenUnicodeEscape,
  strings.BrokenEscape,
];

/** The token types of each mode, in the order in which they are tried. */
export const modes: IMultiModeLexerDefinition = {
  defaultMode: 'main',
  modes: {
    main: [
      WhiteSpace,
      ...comments,
      ...words,
      ...heredocOpen,
      strings.StringOpen,
      signs.RecordPatternOpen,
      ...signs.commonSigns,
      signs.LBrace,
      signs.RBrace,
    ],
    string: [
      strings.StringBreak,
      strings.StringClose,
      ...escapes,
      strings.InterpolationOpen,
      strings.StringText,
    ],
    heredoc: [
      strings.HeredocBreak,
      strings.HeredocClose,
      ...escapes,
      strings.HeredocInterpolationOpen,
      strings.HeredocText,
    ],
    inline: [
      strings.InlineBreak,
      InlineWhiteSpace,
      ...words,
      strings.StringOpen,
      signs.InlineRecordPatternOpen,
      ...signs.commonSigns,
      signs.InlineLBrace,
      signs.NestedRBrace,
    ],
    block: [
      strings.BlockBreak,
      BlockWhiteSpace,
      ...comments,
      ...words,
      ...heredocOpen,
      strings.StringOpen,
      signs.BlockRecordPatternOpen,
      ...signs.commonSigns,
      signs.BlockLBrace,
      signs.NestedRBrace,
    ],
  },
};

const categories: readonly TokenType[] = [
  ...[Keyword, RootWord, LiteralToken, strings.StringChunk],
  ...[signs.BinaryOperator, signs.Comparison, signs.PrefixOperator],
];

/** Every token type that the parser may meet. */
export const allTokens: readonly TokenType[] = [
  ...new Set([...categories, ...Object.values(modes.modes).flat()]),
].filter((type) => type.GROUP === undefined);
