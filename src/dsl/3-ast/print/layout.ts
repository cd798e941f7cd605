const MAX_WIDTH = 80;

/** The depth of text that may not leave its line; what is deeper may not, either. */
export const FLAT = -Infinity;

/** The blanks at the beginning of a line. */
export function indent(depth: number): string {
  return depth === FLAT ? '' : '  '.repeat(depth);
}

/** What separates two lines; a blank where all is on one. */
export function lineBreak(depth: number): string {
  return depth === FLAT ? ' ' : '\n';
}

/** `[a, b]` on one line if it fits, otherwise an entry on each. */
export function bracketed(open: string, entries: readonly string[], close: string, depth: number): string {
  const line = `${open}${entries.join(', ')}${close}`;
  const fits = depth === FLAT || (line.length + 2 * depth <= MAX_WIDTH && !line.includes('\n'));
  if (fits || entries.length === 0) return line;
  const rows = entries.map((entry) => `${indent(depth + 1)}${entry},`);
  return `${open}\n${rows.join('\n')}\n${indent(depth)}${close}`;
}
