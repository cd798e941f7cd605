/** A text to put in the place of a match: what stands as it is, and what a group has matched. */
export type Replacement = readonly (string | { readonly group: string | number })[];

/**
 * Reads `$1`, `$name`, `${name}` and `$$`. A name is as long as it can be: `$1a` is the group `1a`, which is why there
 * are braces. A `$` that begins none of these is itself.
 */
export function parseReplacement(text: string): Replacement {
  const parts: (string | { readonly group: string | number })[] = [];
  let copied = 0;
  for (const match of text.matchAll(/\$(?:(\$)|([0-9A-Za-z_]+)|\{([^}]+)\})/g)) {
    const [image, dollar, bare, braced] = match;
    parts.push(text.slice(copied, match.index), dollar ?? { group: groupOf(bare ?? braced!) });
    copied = match.index + image.length;
  }
  parts.push(text.slice(copied));
  return parts.filter((part) => part !== '');
}

function groupOf(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}
