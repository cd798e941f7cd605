import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from '../errors.ts';
import { xmlChildrenOf } from './elements.ts';
import type { XmlElements } from './elements.ts';

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // There is nothing to expand but the references that `xmlChildText` knows.
  processEntities: false,
});

/** The children of a document's outermost element, which has to be a `root`. */
export function parseXml(text: string, root: string): XmlElements {
  if (XMLValidator.validate(text) !== true) throw new S3Error('MalformedXML');
  // The parser's own type is `any`; with these options this is what it gives.
  const document = parser.parse(text) as XmlElements;
  return xmlChildrenOf(document[root]);
}
