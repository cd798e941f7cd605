import { S3Error } from '../errors.ts';

/** A parsed element: text as it is in the document, or children by name; those that come several times are an array. */
export type XmlElement = string | XmlElements | readonly (string | XmlElements)[];
export interface XmlElements {
  readonly [name: string]: XmlElement;
}

const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** All children of this name. */
export function xmlChildren(parent: XmlElements, name: string): readonly XmlElements[] {
  const element = parent[name];
  if (element === undefined) return [];
  return (isList(element) ? element : [element]).map(childrenOf);
}

/** The text of the only child of this name, if there is one. */
export function xmlChildText(parent: XmlElements, name: string): string | undefined {
  const element = parent[name];
  if (element === undefined) return undefined;
  if (typeof element === 'string') return unescape(element);
  throw new S3Error('MalformedXML');
}

/** The children of an element of which there is to be one. */
export function xmlChildrenOf(element: XmlElement | undefined): XmlElements {
  if (element === undefined || isList(element)) throw new S3Error('MalformedXML');
  return childrenOf(element);
}

/** An element without children, `<Delete></Delete>`, is its text. */
function childrenOf(element: string | XmlElements): XmlElements {
  return typeof element === 'string' ? {} : element;
}

function isList(element: XmlElement): element is readonly (string | XmlElements)[] {
  return Array.isArray(element);
}

/** Documents cannot define entities of their own. */
function unescape(text: string): string {
  return text.replace(REFERENCE, (_, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? malformed();
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return isCharacter(code) ? String.fromCodePoint(code) : malformed();
  });
}

/** Half of a surrogate pair is none, and a key that had one could not be spelled in any answer. */
function isCharacter(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

function malformed(): never {
  throw new S3Error('MalformedXML');
}
