import { bodyExpectations } from '../body/expectations.ts';
import type { BodyExpectations } from '../body/expectations.ts';
import { readBody } from '../body/read-body.ts';
import type { XmlElements } from '../xml/elements.ts';
import type { Call } from './operation.ts';

/** Enough for 10,000 parts with checksums, or a thousand of the longest keys. */
const MAX_XML_BYTES = 8 * 1024 * 1024;

/** The request's XML document, or undefined when there is no body. */
export async function readXmlBody(
  { request, signature }: Call,
  root: string,
  expected: BodyExpectations = bodyExpectations(request, signature),
): Promise<XmlElements | undefined> {
  const chunks: Buffer[] = [];
  await readBody(request, expected, MAX_XML_BYTES, (payload) => {
    chunks.push(payload);
  });
  if (chunks.length === 0) return undefined;
  // The parser is loaded when the first document comes: small objects never bring one.
  const { parseXml } = await import('../xml/parse.ts');
  return parseXml(Buffer.concat(chunks).toString('utf8'), root);
}
