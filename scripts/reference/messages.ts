import type { CodeEntry } from '../../src/dsl/diagnostics/codes/entry.ts';
import { GENERATED } from './generated.ts';

const RANGES: readonly (readonly [string, string])[] = [
  ['1', 'Characters and words'],
  ['2', 'Syntax'],
  ['3', 'Names and structure'],
  ['4', 'Arguments and settings'],
  ['5', 'Scripts and expressions'],
  ['6', 'Not there yet'],
  ['7', 'Warnings'],
  ['8', 'Scripts while they run'],
  ['9', 'Environment and running'],
];

/** docs/errors/README.md: all codes by range. */
export function messagesPage(codes: readonly CodeEntry[]): string {
  const sections = RANGES.flatMap(([digit, title]) => {
    const entries = codes.filter(({ code }) => code[2] === digit);
    if (entries.length === 0) return [];
    return [`## ${title}\n`, ...entries.map(({ code, title }) => `- [${code}](${code}.md): ${title}`), ''];
  });
  return ['# Messages', GENERATED, '`flowrun explain FR312` prints the same pages.\n', ...sections].join(
    '\n',
  );
}
