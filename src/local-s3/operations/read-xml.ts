import { bodyExpectations } from '../body/expectations.ts';
import type { BodyExpectations } from '../body/expectations.ts';
import { readBody } from '../body/read-body.ts';
import { readXml } from '../xml/read.ts';
import type { XmlElements } from '../xml/read.ts';
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
  return chunks.length === 0 ? undefined : readXml(Buffer.concat(chunks).toString('utf8'), root);
}
