import { weekdayOf } from './civil.ts';
import type { FormatItem } from './format-items.ts';
import type { Moment } from './moment.ts';
import { MONTHS, shortName, WEEKDAYS } from './names.ts';
import { weekdayNumber } from './numbers.ts';
import type { NumberSpec } from './numbers.ts';
import { offsetText } from './offset.ts';

/** A moment in the form of a format. */
export function writeTime(items: readonly FormatItem[], moment: Moment): string {
  let text = '';
  for (const item of items) text += writeItem(item, moment);
  return text;
}

function writeItem(item: FormatItem, moment: Moment): string {
  switch (item.kind) {
    case 'text':
    case 'blanks':
      return item.text;
    case 'number':
      return writeNumber(item.spec, item.pad, moment);
    case 'weekday-number':
      return String(weekdayNumber(item.letter, moment));
    case 'month':
      return named(MONTHS[moment.month - 1]!, item.isLong);
    case 'weekday':
      return named(WEEKDAYS[weekdayOf(moment.days)]!, item.isLong);
    case 'half-day':
      return item.isLower ? halfOf(moment).toLowerCase() : halfOf(moment);
    case 'fraction':
      return writeFraction(moment.nanos, item.digits, item.hasDot);
    case 'offset':
      return offsetText(moment.offset, item.style);
    case 'zone-name':
      return moment.zone.abbreviationAt(moment.epochSeconds);
    case 'timestamp':
      return String(moment.epochSeconds);
  }
}

function named(name: string, isLong: boolean): string {
  return isLong ? name : shortName(name);
}

function halfOf({ hour }: Moment): string {
  return hour < 12 ? 'AM' : 'PM';
}

/** A year that does not have four digits has a sign. */
function writeNumber(
  { width, get, isSigned }: NumberSpec,
  pad: NumberSpec['pad'] | '',
  moment: Moment,
): string {
  const value = get(moment);
  const digits = String(Math.abs(value));
  const filled = pad === '' ? digits : digits.padStart(width, pad);
  if (isSigned !== true || (value >= 0 && value < 10_000)) return filled;
  return `${value < 0 ? '-' : '+'}${filled}`;
}

function writeFraction(nanos: number, digits: 0 | 3 | 6 | 9, hasDot: boolean): string {
  const all = String(nanos).padStart(9, '0');
  if (digits > 0) return (hasDot ? '.' : '') + all.slice(0, digits);
  if (nanos === 0) return '';
  return `.${all.replace(/(?:000){1,2}$/, '')}`;
}
