import type { IToken } from 'chevrotain';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { error } from '../diagnostics/report.ts';
import type { NumberFault } from './numbers.ts';
import { spanOf } from './spans.ts';

const FAULTS: Readonly<Record<NumberFault, readonly [code: string, title: string, label: string]>> = {
  'integer too large': ['FR110', 'integer is too large', 'more than 18446744073709551615'],
  'float too large': ['FR113', 'float is too large', 'more than 1.7976931348623157e308'],
  hexadecimal: ['FR111', 'invalid hexadecimal number', 'needs digits 0 to 9 and a to f'],
  invalid: ['FR112', 'invalid number', 'not a number'],
};

/** What is wrong with a number, if anything is; `value` is what reading it gave. */
export function numberMistake(
  source: Source,
  token: IToken,
  value: number | bigint | NumberFault,
): Diagnostic | undefined {
  if (typeof value !== 'string') return undefined;
  const [code, title, label] = FAULTS[value];
  const help = [helpFor(token.image, value)];
  return error({ code, title: `${title}: \`${token.image}\``, source, span: spanOf(token), label, help });
}

function helpFor(image: string, fault: NumberFault): string | undefined {
  if (fault === 'integer too large') return image.startsWith('0x') ? undefined : `as a float: \`${image}.0\``;
  if (fault !== 'invalid') return undefined;
  const exponent = /^(\d[\d_]*)e(\d+)$/i.exec(image);
  if (exponent !== null) return `an exponent stands behind a fraction: \`${exponent[1]}.0e${exponent[2]}\``;
  return image.includes('.') ? undefined : 'a name cannot begin with a digit';
}
