import type { StringTemplate } from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { FLAT } from './layout.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** A string or a heredoc; a heredoc keeps its lines, whatever they are indented by. */
export function printString(string: StringTemplate): string {
  const escape = string.heredoc ? escapeHeredoc : escapeString;
  const depth = string.heredoc ? 0 : FLAT;
  const content = string.parts
    .map((part) => (part.kind === 'text' ? escape(part.text) : `#{${printExpression(part.value, depth)}}`))
    .join('');
  return string.heredoc ? `"""\n${content}"""` : `"${content}"`;
}

function escapeString(text: string): string {
  return text.replace(/["\\\x00-\x1f\x7f]|#(?=\{)/g, escapeCharacter);
}

/** Quotes are escaped only where they could be taken for the closing ones. */
function escapeHeredoc(text: string): string {
  return text.replace(/"(?="|$)|[\\\x00-\x09\x0b-\x1f\x7f]|#(?=\{)/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '#') return '\\#';
  return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
