import type { TokenType } from 'chevrotain';
import { ConfigDirective } from '../1-lex/comments.ts';
import * as words from '../1-lex/keywords.ts';
import { LiteralToken } from '../1-lex/literal.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { HeredocOpen, StringOpen } from '../1-lex/strings.ts';

/** What a statement of a file, a flow or a pipeline begins with. */
export const STATEMENT_START: readonly TokenType[] = [
  ...[words.Define, words.Create, words.Connect, words.Deploy, words.Select, words.Use],
  ...[words.Const, words.Fn, words.Intrinsic],
  ConfigDirective,
];

/** What only a step of a script begins with. (So does `use`, which goes on in a loop, too.) */
export const STEP_WORDS: readonly TokenType[] = [
  ...[words.Let, words.Const, words.Emit, words.Drop, words.Fn, words.Intrinsic],
];

/** What an operation of a `patch` begins with. */
export const OPERATION_WORDS: readonly TokenType[] = [
  ...[words.Insert, words.Update, words.Upsert, words.Erase, words.Move, words.Copy],
  ...[words.Merge, words.Default],
];

/** What a value can begin with. */
export const VALUE_START: readonly TokenType[] = [
  ...[LiteralToken, StringOpen, HeredocOpen, signs.LBracket, signs.LBrace, signs.LParen],
  ...[words.Match, words.For, words.Patch, words.Merge, words.Recur],
  ...[words.Present, words.Absent, words.RootWord, signs.Dollar, Identifier],
  ...[signs.PrefixOperator, signs.ShiftLeft],
];

/** Words that no step of a script begins with: they end every body of a script. */
export const ENDS_BODY: readonly TokenType[] = [
  ...[words.End, words.Case, words.Script],
  ...[words.Define, words.Create, words.Connect, words.Deploy, words.Select],
];

export const CLOSERS: readonly TokenType[] = [signs.RParen, signs.RBracket, signs.RBrace];

/** What opens a bracket, or a string, of any kind. */
export const OPENERS: readonly TokenType[] = [
  ...[signs.LParen, signs.LBracket, signs.LBrace],
  ...[signs.RecordPatternOpen, signs.ArrayPatternOpen, signs.TuplePatternOpen],
];

/** What an expression, or a bracket in one, can only stand in front of. */
export const BEHIND_VALUE: readonly TokenType[] = [
  ...CLOSERS,
  ...[signs.Comma, signs.Arrow, words.Of, words.When, words.Use],
  ...[words.From, words.Into, words.Where, words.Having, words.To],
  ...[words.Flow, words.Pipeline, words.With],
];

/** What shows that a bracket, or a `with`, should have been closed before. */
export const BEHIND_UNCLOSED: readonly TokenType[] = [signs.Semicolon, ...BEHIND_VALUE, ...ENDS_BODY];

/** What can stand behind a name: there, a keyword is taken for one. */
export const BEHIND_NAMES: readonly TokenType[] = [
  ...[signs.Semicolon, signs.Comma, signs.Assign, signs.Dot, signs.Slash, signs.DoubleColon],
  ...[signs.LParen, signs.RParen, signs.LBracket, signs.RBracket, signs.RBrace],
  ...[
    words.As,
    words.With,
    words.From,
    words.To,
    words.Into,
    words.Flow,
    words.Pipeline,
    words.Script,
    words.Args,
  ],
  ...[signs.TildeAssign, signs.Equal],
];
