/** Text that is already XML. */
export type Xml = string;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole answer. */
export function xmlDocument(root: string, children: readonly Xml[]): Xml {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${children.join('')}</${root}>`;
}

/** An error document: S3 gives it no namespace. */
export function xmlErrorDocument(children: readonly Xml[]): Xml {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlParent('Error', children)}`;
}

/** `<name>text</name>`, or nothing at all when there is no text to give. */
export function xmlText(name: string, text: string | number | boolean | undefined): Xml {
  return text === undefined ? '' : `<${name}>${escape(String(text))}</${name}>`;
}

export function xmlParent(name: string, children: readonly Xml[]): Xml {
  return `<${name}>${children.join('')}</${name}>`;
}

/** Control characters become references as in S3's own answers; `encoding-type=url` is for clients that mind. */
function escape(text: string): Xml {
  return text.replace(/[<>&"\u0000-\u0008\u000b-\u001f]/g, (character) => {
    return REPLACEMENTS.get(character) ?? `&#${character.charCodeAt(0)};`;
  });
}

const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
]);
