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
  return xmlChildrenOf(parsed(text)[root]);
}

function parsed(text: string): XmlElements {
  try {
    // The parser's own type is `any`; with these options this is what it gives.
    return parser.parse(text) as XmlElements;
  } catch {
    // XML, but not as S3 has it: elements nested a hundred deep, or called `__proto__`.
    throw new S3Error('MalformedXML');
  }
}
