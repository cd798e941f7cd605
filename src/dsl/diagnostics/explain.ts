import type { CodeEntry } from './codes/entry.ts';

/** The page of a code, in Markdown: what `flowrun explain` prints and docs/errors holds. */
export function explanation(entry: CodeEntry): string {
  const parts = [`# ${entry.code}: ${entry.title}`, entry.why];
  const when = entry.event === undefined ? '' : `, with the event \`${entry.event}\``;
  if (entry.wrong !== undefined) parts.push(`Wrong${when}:`, fence(entry.wrong));
  if (entry.right !== undefined) parts.push('Right:', fence(entry.right));
  return `${parts.join('\n\n')}\n`;
}

function fence(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}
