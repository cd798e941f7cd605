/** The elements of a listing that S3 repeats, as they stand in the answer: their names and the texts of their children. */
export interface PageEntries<N extends string> {
  readonly entries: readonly PageEntry<N>[];
  /** The answer without them. */
  readonly rest: string;
}

export interface PageEntry<N extends string> {
  /** The name of the element. */
  readonly kind: N;
  /** By the names of its children; the id of the owner is `Owner`. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Cuts the repeated elements out of the XML of a listing. That is most of what a poll does, and a parser for any XML takes twenty
 * times as long for it. Null when there is something in it that a listing does not have: whoever asks then takes such a parser.
 */
export function cutEntries<N extends string>(xml: string, kinds: readonly N[]): PageEntries<N> | null {
  // Neither comments nor sections nor anything else that could hide an element.
  if (xml.includes('<!')) return null;
  const entries: PageEntry<N>[] = [];
  let rest = '';
  let copied = 0;
  for (let at = nextOf(xml, kinds, 0); at !== null; at = nextOf(xml, kinds, copied)) {
    const close = `</${at.kind}>`;
    const start = at.index + at.kind.length + 2;
    const end = xml.indexOf(close, start);
    if (end < 0) return null;
    const fields = readFields(xml, start, end);
    if (fields === null) return null;
    entries.push({ kind: at.kind, fields });
    rest += xml.slice(copied, at.index);
    copied = end + close.length;
  }
  return { entries, rest: rest + xml.slice(copied) };
}

/** The first element of one of these kinds. They mostly follow one another at once. */
function nextOf<N extends string>(
  xml: string,
  kinds: readonly N[],
  from: number,
): { readonly kind: N; readonly index: number } | null {
  let next: { readonly kind: N; readonly index: number } | null = null;
  for (const kind of kinds) {
    const tag = `<${kind}>`;
    if (xml.startsWith(tag, from)) return { kind, index: from };
    const index = xml.indexOf(tag, from);
    if (index >= 0 && (next === null || index < next.index)) next = { kind, index };
  }
  return next;
}

/** The usual ones, which need no closer look. */
const NAMES: ReadonlySet<string> = new Set([
  'Key',
  'LastModified',
  'ETag',
  'Size',
  'StorageClass',
  'Owner',
  'VersionId',
  'IsLatest',
  'ChecksumAlgorithm',
  'ChecksumType',
]);

function readFields(xml: string, start: number, end: number): Map<string, string> | null {
  const fields = new Map<string, string>();
  for (let at = xml.indexOf('<', start); at >= 0 && at < end;) {
    const open = xml.indexOf('>', at);
    const name = xml.slice(at + 1, open);
    if (name.endsWith('/')) {
      fields.set(name.slice(0, -1).trim(), '');
      at = xml.indexOf('<', open);
      continue;
    }
    // An attribute, or an end without a beginning.
    if (!NAMES.has(name) && !/^[A-Za-z]+$/.test(name)) return null;
    const close = xml.indexOf(`</${name}>`, open);
    if (close < 0 || close > end) return null;
    const text = textOf(xml.slice(open + 1, close));
    if (text === null) return null;
    fields.set(name, text);
    at = xml.indexOf('<', close + name.length + 3);
  }
  return fields;
}

/** The text of an element; of one that has elements the `ID`, which owners have. */
function textOf(content: string): string | null {
  if (content.includes('<')) {
    const [, id] = /<ID>([^<]*)<\/ID>/.exec(content) ?? [];
    return id === undefined ? '' : unescaped(id);
  }
  return unescaped(content);
}

const QUOTE = '&quot;';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Null when it names an entity that XML does not have by itself. */
function unescaped(text: string): string | null {
  const first = text.indexOf('&');
  if (first < 0) return text;
  // As ETags are.
  const last = text.length - QUOTE.length;
  if (
    first === 0 &&
    last > 0 &&
    text.indexOf('&', 1) === last &&
    text.startsWith(QUOTE) &&
    text.endsWith(QUOTE)
  ) {
    return `"${text.slice(QUOTE.length, last)}"`;
  }
  let isKnown = true;
  const plain = text.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]*);?/g, (_whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(parseInt(name.slice(1), 10));
    isKnown &&= Object.hasOwn(ENTITIES, name);
    return ENTITIES[name] ?? '';
  });
  return isKnown ? plain : null;
}
