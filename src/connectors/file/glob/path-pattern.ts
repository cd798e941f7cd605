import { expandBraces } from './braces.ts';
import type { NamePattern } from './name-pattern.ts';
import { parseNamePattern } from './name-pattern.ts';

/** What a `path` setting means: one file, or all that match. */
export type PathPattern =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'glob'; readonly text: string; readonly alternatives: readonly GlobPath[] };

/** A pattern without braces. */
export interface GlobPath {
  /** What stands before the first part with a wildcard; ends in a slash, or is empty. */
  readonly base: string;
  readonly parts: readonly GlobPart[];
}

/** `**` is any number of folders, none included. */
export type GlobPart = '**' | NamePattern;

/** A path without any of these characters is a path, whatever else is in it. */
const GLOB_CHARACTERS = /[*?[{]/;

/** Reads the `path` setting of a source. Null for braces with too many alternatives. */
export function parsePathPattern(text: string): PathPattern | null {
  if (!GLOB_CHARACTERS.test(text)) return { kind: 'file', path: text };
  const expanded = expandBraces(text);
  if (expanded === null) return null;
  const alternatives = expanded.map(parseGlobPath);
  const [only] = alternatives;
  if (alternatives.length === 1 && only!.parts.length === 0) return { kind: 'file', path: only!.base };
  return { kind: 'glob', text, alternatives };
}

/** Where nothing is a wildcard, there are no parts, and the base is the whole path. */
function parseGlobPath(text: string): GlobPath {
  const parts = text.split('/').map((part): GlobPart => (part === '**' ? '**' : parseNamePattern(part)));
  const firstWild = parts.findIndex((part) => part === '**' || part.literal === null);
  const literals = firstWild < 0 ? parts : parts.slice(0, firstWild);
  // Before the first wildcard every part is a literal.
  const base = literals.map((part) => (part as NamePattern).literal).join('/');
  if (firstWild < 0) return { base, parts: [] };
  return {
    base: firstWild === 0 ? '' : `${base}/`.replace(/(?!^)\/{2,}/g, '/'),
    parts: simplified(parts.slice(firstWild)),
  };
}

/** `a//b` is `a/b`, a second `**` in a row says nothing new, and `**` at the end means every file below. */
function simplified(parts: readonly GlobPart[]): readonly GlobPart[] {
  const named = parts.filter((part) => part === '**' || part.literal !== '');
  const once = named.filter((part, at) => part !== '**' || named[at - 1] !== '**');
  return once.at(-1) === '**' ? [...once, parseNamePattern('*')] : once;
}
