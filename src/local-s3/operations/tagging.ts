import { S3Error } from '../errors.ts';
import { xmlChildren, xmlChildrenOf, xmlChildText } from '../xml/elements.ts';
import type { XmlElements } from '../xml/elements.ts';

export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html, in characters of UTF-16. */
const MAX_TAGS = 10;
const MAX_NAME_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const ALLOWED = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

/** The tags that an object is put with, checked; undefined when there are none. */
export function headerTagging(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const tags = parseTagging(header);
  checkTags(tags);
  return formatTagging(tags);
}

/** The tags of a `Tagging` document, checked; undefined when there are none. */
export function documentTagging(document: XmlElements): string | undefined {
  if (document.TagSet === undefined) throw new S3Error('MalformedXML');
  const tags = xmlChildren(xmlChildrenOf(document.TagSet), 'Tag').map(tagOf);
  checkTags(tags);
  return formatTagging(tags);
}

/** `a=1&b=2`, as it is stored. */
export function parseTagging(tagging: string): readonly Tag[] {
  return [...new URLSearchParams(tagging)].map(([name, value]) => ({ name, value }));
}

function formatTagging(tags: readonly Tag[]): string | undefined {
  if (tags.length === 0) return undefined;
  return new URLSearchParams(tags.map(({ name, value }): [string, string] => [name, value])).toString();
}

function tagOf(element: XmlElements): Tag {
  const name = xmlChildText(element, 'Key');
  const value = xmlChildText(element, 'Value');
  if (name === undefined || value === undefined) throw new S3Error('MalformedXML');
  return { name, value };
}

function checkTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_TAGS) throw new S3Error('InvalidTag', 'Object tags cannot be greater than 10');
  for (const { name, value } of tags) {
    if (name === '' || name.length > MAX_NAME_LENGTH || !ALLOWED.test(name)) {
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: name });
    }
    if (name.startsWith('aws:')) {
      throw new S3Error('InvalidTag', 'System tags cannot be added/updated by requester', { TagKey: name });
    }
    if (value.length > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
      throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid', {
        TagKey: name,
        TagValue: value,
      });
    }
  }
  if (new Set(tags.map(({ name }) => name)).size < tags.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
}
