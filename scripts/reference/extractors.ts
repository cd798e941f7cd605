import type { ExtractorDefinition, ExtractorExample } from '../../src/runtime/extractors/index.ts';
import { GENERATED } from './generated.ts';

/** docs/reference/extractors.md: all extractors. */
export function extractorsPage(extractors: readonly ExtractorDefinition[]): string {
  return [
    '# Extractors',
    GENERATED,
    'An extractor looks into a string: `~ name|rule|` in the place of a pattern, `key ~= name|rule|` on a field of a record',
    'pattern. What is no string never matches. With a name in front (`case found = ~ …`, `case found = %{ key ~= … }`), the',
    'result can be used; in a record pattern it is the field `key`, or `n` after `n = key ~= …`.\n',
    'In the rule, `\\\\` is a backslash and `\\|` a bar; a backslash at the end of a line joins the next one to it.\n',
    ...extractors.map(section),
  ].join('\n');
}

function section({ name, doc, rule, result, examples }: ExtractorDefinition): string {
  const rows = examples.flatMap((example) => exampleLines(name, example));
  return [
    `## ${name}\n`,
    `${doc}\n`,
    `- rule: ${rule}`,
    `- result: ${result}\n`,
    '```',
    ...rows,
    '```\n',
  ].join('\n');
}

function exampleLines(name: string, { rule, text, result }: ExtractorExample): string[] {
  const written = `${name}|${rule.replace(/[\\|]/g, '\\$&')}|`;
  return [`${written} on ${JSON.stringify(text)}`, `  # ${result ?? 'no match'}`];
}
