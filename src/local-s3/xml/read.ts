import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from '../errors.ts';

/** A parsed element: text, or children by name. Children that come several times are an array. */
export type XmlElement = string | XmlElements | readonly (string | XmlElements)[];
export interface XmlElements {
  readonly [name: string]: XmlElement;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
});

/** The children of the document's element, which has to be a `root`. */
export function readXml(text: string, root: string): XmlElements {
  if (XMLValidator.validate(text) !== true) throw new S3Error('MalformedXML');
  // The parser's own type is `any`; these are its options' results.
  const document = parser.parse(text) as XmlElements;
  const element = document[root];
  if (element === undefined || Array.isArray(element)) throw new S3Error('MalformedXML');
  return childrenOf(element);
}

/** All children of this name. */
export function xmlChildren(parent: XmlElements, name: string): readonly XmlElements[] {
  const element = parent[name];
  if (element === undefined) return [];
  return (Array.isArray(element) ? element : [element]).map(childrenOf);
}

/** The text of the only child of this name, if there is one. */
export function xmlChildText(parent: XmlElements, name: string): string | undefined {
  const element = parent[name];
  if (element === undefined || typeof element === 'string') return element;
  throw new S3Error('MalformedXML');
}

function childrenOf(element: XmlElement): XmlElements {
  // An element without children, `<Delete></Delete>`, is read as its text.
  if (typeof element === 'string') return {};
  return element as XmlElements;
}
