import { S3Error } from '../errors.ts';
import { xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import type { S3Request } from '../request.ts';
import { compareKeys } from '../storage/key-order.ts';
import type { KeySearch } from '../storage/version-index.ts';

/** What all listings have in common: reading their parameters, grouping by a delimiter, and spelling keys. */

export interface Page<Item> {
  readonly items: readonly Item[];
  /** What the delimiter groups, in order. */
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page; undefined when the listing is complete. */
  readonly next: string | undefined;
}

/** `max-keys` and its relatives: at most a thousand, and the default. */
export function readMax(request: S3Request, name: string): number {
  return clampMax(name, request.query.get(name));
}

export function clampMax(name: string, text: string | undefined): number {
  if (text === undefined || text === '') return 1000;
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 31) return Math.min(Number(text), 1000);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

/** How keys are spelled in the answer: as they are, or percent-encoded if the client asked for that. */
export function keySpelling(request: S3Request): {
  type: string | undefined;
  spell: (key: string) => string;
} {
  const type = request.query.get('encoding-type');
  if (type === undefined) return { type, spell: (key) => key };
  if (type === 'url') return { type, spell: urlEncoded };
  throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
    ArgumentName: 'encoding-type',
    ArgumentValue: type,
  });
}

/** The common prefix that stands for `key` in a listing, if it has a delimiter after the prefix. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** The first key with `prefix` or behind it that comes after `after`, and after all that `after` stands for. */
export function firstKey(
  keys: KeySearch,
  prefix: string,
  delimiter: string,
  after: string,
): string | undefined {
  if (compareKeys(after, prefix) < 0) return keys.firstWhere((key) => compareKeys(key, prefix) >= 0);
  const isGroup = after.startsWith(prefix) && commonPrefixOf(after, prefix, delimiter) === after;
  return isGroup ? afterGroup(keys, after) : keys.after(after);
}

/** One search instead of a walk over everything that the group stands for. */
export function afterGroup(keys: KeySearch, group: string): string | undefined {
  return keys.firstWhere((key) => compareKeys(key, group) > 0 && !key.startsWith(group));
}

export function commonPrefixesXml(
  prefixes: readonly string[],
  spell: (key: string) => string,
): readonly Xml[] {
  return prefixes.map((prefix) => xmlParent('CommonPrefixes', [xmlText('Prefix', spell(prefix))]));
}

/** Tokens mean something only to us; the first byte lets a stranger's be told apart. */
const TOKEN_MARK = '1';

/** The continuation token of a listing that goes on after `after`. */
export function writeToken(after: string): string {
  return Buffer.from(TOKEN_MARK + after).toString('base64url');
}

export function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith(TOKEN_MARK) && writeToken(text.slice(1)) === token) return text.slice(1);
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}

export function optional(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text);
}

/** As S3 does it: a blank is `+`, the slash stays. */
function urlEncoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}
