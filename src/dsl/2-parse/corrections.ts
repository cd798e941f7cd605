import { createTokenInstance, tokenLabel, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { LiteralToken } from '../1-lex/literal.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { areAdjacent, spanOf } from '../1-lex/spans.ts';
import { StringOpen } from '../1-lex/strings.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Complaint } from './complaint.ts';

/** A token that stands for those from some place on. */
interface Correction {
  readonly token: IToken;
  readonly complaint: Complaint;
  /** How many tokens it stands for. */
  readonly length: number;
}

type Tokens = readonly IToken[];

/**
 * Takes words for what they were meant as, where there is no doubt: `craete connector` for `create connector`, a
 * keyword in front of `=` for a name, `my-file` behind `connector` for a name. So the statement is understood, and
 * the word is the only mistake.
 */
export function correctWords(tokens: Tokens): {
  readonly tokens: IToken[];
  readonly complaints: readonly Complaint[];
} {
  const corrected: IToken[] = [];
  const complaints: Complaint[] = [];
  for (let at = 0; at < tokens.length;) {
    const missing = missingWord(tokens, at);
    if (missing !== undefined) {
      corrected.push(missing);
      complaints.push({ kind: 'unexpected', token: tokens[at]!, expected: tokenLabel(missing.tokenType) });
    }
    const found =
      misspeltKeyword(tokens, at) ??
      keywordForName(tokens, at) ??
      hyphenatedName(tokens, at) ??
      withBeforeCases(tokens, at) ??
      commaInPatch(tokens, at);
    corrected.push(found?.token ?? tokens[at]!);
    if (found !== undefined) complaints.push(found.complaint);
    at += found?.length ?? 1;
  }
  return { tokens: corrected, complaints };
}

/** The word that is missing before `at`, without text: the first or the second of `define connector name`. */
function missingWord(tokens: Tokens, at: number): IToken | undefined {
  const type = missingVerb(tokens, at) ?? missingKind(tokens, at);
  const offset = tokens[at]!.startOffset;
  return type && createTokenInstance(type, '', offset, offset - 1, NaN, NaN, NaN, NaN);
}

/** The `define`, `create` or `deploy` in front of `connector name`. */
function missingVerb(tokens: Tokens, at: number): TokenType | undefined {
  const kind = tokens[at]!.tokenType;
  if (!KINDS.includes(kind) || tokens[at + 1]?.tokenType !== Identifier) return undefined;
  const before = tokens[at - 1]?.tokenType;
  if (before !== undefined && !BEFORE_STATEMENTS.includes(before)) return undefined;
  const behind = tokens[at + 2]?.tokenType;
  const isDefined =
    behind === kind || behind === words.From || behind === words.Args || behind === words.State;
  // The body of a script may well begin with a name.
  if (kind === words.Script && !isDefined) return undefined;
  if (isDefined) return words.Define;
  return kind === words.Flow ? words.Deploy : words.Create;
}

/** The `script` between `define` and `name script`. */
function missingKind(tokens: Tokens, at: number): TokenType | undefined {
  if (tokens[at]!.tokenType !== Identifier || tokens[at - 1]?.tokenType !== words.Define) return undefined;
  const behind = tokens[at + 1]?.tokenType;
  if (behind === words.From) return words.Connector;
  return [words.Flow, words.Pipeline, words.Script].find((kind) => kind === behind);
}

/** What can stand behind a word that begins a statement. */
const FOLLOWERS: readonly (readonly [first: TokenType, next: readonly TokenType[]])[] = [
  [words.Define, [words.Flow, words.Connector, words.Pipeline, words.Script, words.Window, words.Operator]],
  [words.Create, [words.Connector, words.Pipeline, words.Script, words.Stream, words.Operator]],
  [words.Deploy, [words.Flow]],
  [words.Connect, [signs.Slash]],
  [
    words.Select,
    [Identifier, words.RootWord, LiteralToken, StringOpen, signs.LBrace, signs.Dollar, words.Match],
  ],
];

/** What stands behind the first `/` of a `connect`. */
const ENDS: readonly (TokenType | undefined)[] = [words.Connector, words.Pipeline];

const BEFORE_STATEMENTS: readonly TokenType[] = [signs.Semicolon, words.Flow, words.Pipeline, words.End];

/** A name where a statement begins, nearly a keyword, and followed by what only that keyword is followed by. */
function misspeltKeyword(tokens: Tokens, at: number): Correction | undefined {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  if (token.tokenType !== Identifier || next === undefined || isNamed(tokens, at)) return undefined;
  const candidates = [...candidatesFor(tokens, at, next), ...clausesFor(tokens, at)];
  if (candidates.length === 0) return undefined;
  const [keyword] = nearest(token.image, candidates.map(wordOf));
  const type = candidates.find((candidate) => wordOf(candidate) === keyword);
  if (type === undefined || keyword === undefined) return undefined;
  return { token: retyped(type, [token]), complaint: { kind: 'misspelt', token, keyword }, length: 1 };
}

function candidatesFor(tokens: Tokens, at: number, next: IToken): readonly TokenType[] {
  const before = tokens[at - 1]?.tokenType;
  const kinds = FOLLOWERS.find(([first]) => first === before)?.[1];
  if (kinds !== undefined) return next.tokenType === Identifier ? kinds : [];
  if (before !== undefined && !BEFORE_STATEMENTS.includes(before)) return [];
  // `connected / 2` is a division.
  if (next.tokenType === signs.Slash && !ENDS.includes(tokens[at + 2]?.tokenType)) return [];
  return FOLLOWERS.filter(([, types]) => types.some((type) => tokenMatcher(next, type))).map(
    ([first]) => first,
  );
}

/** The name in `define flow ploy`, of which `flow` does not open a block: a keyword that it is near to is not meant. */
function isNamed(tokens: Tokens, at: number): boolean {
  const [verb, kind] = [tokens[at - 2]?.tokenType, tokens[at - 1]?.tokenType];
  if (kind !== words.Flow && kind !== words.Pipeline) return false;
  return verb === words.Define || verb === words.Create || verb === words.Deploy;
}

/** What can stand behind `define pipeline name`. */
function clausesFor(tokens: Tokens, at: number): readonly TokenType[] {
  const [define, kind] = [tokens[at - 3]?.tokenType, tokens[at - 2]?.tokenType];
  if (define !== words.Define || kind === undefined || !KINDS.includes(kind)) return [];
  return [kind, words.From, words.Into, words.Args, words.State, words.With];
}

function wordOf(keyword: TokenType): string {
  return keyword.name.toLowerCase();
}

/** A keyword where a local, a setting or the key of a pattern gets a value or is compared. */
function keywordForName(tokens: Tokens, at: number): Correction | undefined {
  const token = tokens[at]!;
  const [before, next] = [tokens[at - 1], tokens[at + 1]];
  if (before === undefined || next === undefined || !tokenMatcher(token, words.Keyword)) return undefined;
  const isCompared = tokenMatcher(next, signs.Comparison) || next.tokenType === signs.TildeAssign;
  const isFirstKey = tokenMatcher(before, signs.RecordPatternOpen) && isCompared;
  // Behind these, words such as `event` and `null` may well begin a value.
  const isValue = [words.RootWord, LiteralToken, words.Match].some((type) => tokenMatcher(token, type));
  const isKey = before.tokenType === signs.Comma && isCompared && !isValue;
  const isEntry = BEFORE_ENTRIES.includes(before.tokenType) && next.tokenType === signs.Assign && !isValue;
  if (!isFirstKey && !isKey && !isEntry) return undefined;
  return { token: retyped(Identifier, [token]), complaint: { kind: 'keyword-as-name', token }, length: 1 };
}

const BEFORE_ENTRIES: readonly TokenType[] = [words.Let, words.With, words.Args, signs.Comma];

const KINDS: readonly TokenType[] = [
  ...[words.Flow, words.Connector, words.Pipeline, words.Script, words.Stream, words.Operator],
];
const BEFORE_KINDS: readonly TokenType[] = [words.Define, words.Create, words.Deploy, signs.Slash];

/** `my-file` where only a name can stand; elsewhere it is a subtraction. */
function hyphenatedName(tokens: Tokens, at: number): Correction | undefined {
  if (!isName(tokens, at) || !isDeclared(tokens, at)) return undefined;
  let end = at + 1;
  while (tokens[end]?.tokenType === signs.Minus && isName(tokens, end + 1) && isJoined(tokens, end)) end += 2;
  if (end === at + 1) return undefined;
  const token = retyped(Identifier, tokens.slice(at, end));
  return { token, complaint: { kind: 'hyphen', token }, length: end - at };
}

/** Behind `create connector`, `/connector/`, `from` or `into`. */
function isDeclared(tokens: Tokens, at: number): boolean {
  const first = tokens[at - 1]?.tokenType;
  if (first === words.From || first === words.Into) return true;
  const kindAt = first === signs.Slash ? at - 2 : at - 1;
  const [kind, before] = [tokens[kindAt]?.tokenType, tokens[kindAt - 1]?.tokenType];
  return KINDS.some((type) => type === kind) && BEFORE_KINDS.some((type) => type === before);
}

function isJoined(tokens: Tokens, minus: number): boolean {
  return areAdjacent(tokens[minus - 1]!, tokens[minus]!) && areAdjacent(tokens[minus]!, tokens[minus + 1]!);
}

function isName(tokens: Tokens, at: number): boolean {
  const token = tokens[at];
  return token !== undefined && tokenMatcher(token, Identifier);
}

/** `fn f(a) with case …`: what has cases begins with `of`. */
function withBeforeCases(tokens: Tokens, at: number): Correction | undefined {
  const [before, token, next] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
  const isMeant = before?.tokenType === signs.RParen && next?.tokenType === words.Case;
  if (token.tokenType !== words.With || !isMeant) return undefined;
  const help = 'cases follow `of`, a body without them follows `with`';
  const complaint: Complaint = { kind: 'unexpected', token, expected: tokenLabel(words.Of), help };
  return { token: retyped(words.Of, [token]), complaint, length: 1 };
}

/** Words that stand at the beginning of an operation of a `patch`, and at that of nothing else. */
const OPERATIONS: readonly (TokenType | undefined)[] = [
  words.Insert,
  words.Update,
  words.Upsert,
  words.Erase,
  words.Move,
  words.Copy,
];

/** `insert "a" => 1, insert "b" => 2`, as old versions of Tremor had it. */
function commaInPatch(tokens: Tokens, at: number): Correction | undefined {
  const token = tokens[at]!;
  if (token.tokenType !== signs.Comma || !OPERATIONS.includes(tokens[at + 1]?.tokenType)) return undefined;
  const help = 'operations of a `patch` are separated by `;`';
  const complaint: Complaint = { kind: 'unexpected', token, expected: tokenLabel(signs.Semicolon), help };
  return { token: retyped(signs.Semicolon, [token]), complaint, length: 1 };
}

function retyped(type: TokenType, tokens: Tokens): IToken {
  const start = tokens[0]!.startOffset;
  const image = tokens.map((token) => token.image).join('');
  return createTokenInstance(type, image, start, spanOf(tokens.at(-1)!).end - 1, NaN, NaN, NaN, NaN);
}
