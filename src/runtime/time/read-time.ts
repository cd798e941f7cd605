import type { FormatItem } from './format-items.ts';
import { MONTHS, shortName, WEEKDAYS } from './names.ts';
import type { NumberSpec } from './numbers.ts';
import { parseOffset } from './offset.ts';
import type { ParsedTime } from './parsed-time.ts';
import { TextReader } from './text-reader.ts';

/** What a text in the form of a format says; undefined when it has another form, or says two things at once. */
export function readTime(items: readonly FormatItem[], text: string): ParsedTime | undefined {
  const reader = new TextReader(text);
  const parsed: ParsedTime = {};
  for (const item of items) if (!readItem(item, reader, parsed)) return undefined;
  return reader.isAtEnd ? parsed : undefined;
}

function readItem(item: FormatItem, reader: TextReader, parsed: ParsedTime): boolean {
  switch (item.kind) {
    case 'text':
      return reader.skip(item.text);
    case 'blanks':
      reader.skipBlanks();
      return true;
    case 'number':
      return readNumber(item.spec, reader, parsed);
    case 'weekday-number': {
      const digit = reader.take(/[0-7]/y)?.[0];
      return digit !== undefined && say(parsed, 'weekday', Number(digit) % 7);
    }
    case 'month': {
      const index = reader.takeName(MONTHS, MONTHS.map(shortName));
      return index !== undefined && say(parsed, 'month', index + 1);
    }
    case 'weekday': {
      const index = reader.takeName(WEEKDAYS, WEEKDAYS.map(shortName));
      return index !== undefined && say(parsed, 'weekday', index);
    }
    case 'half-day': {
      const letter = reader.take(/([ap])m/iy)?.[1];
      return letter !== undefined && say(parsed, 'isAfternoon', letter.toLowerCase() === 'p');
    }
    case 'fraction':
      return readFraction(item.digits, item.hasDot, reader, parsed);
    case 'offset':
      return readOffset(reader, parsed);
    case 'zone-name': {
      const name = reader.take(/\S*/y)![0];
      return !/^(?:UTC|GMT|UT|Z)$/i.test(name) || say(parsed, 'offset', 0);
    }
    case 'timestamp': {
      const digits = reader.take(/\s*([+-]?\d{1,20})/y)?.[1];
      return digits !== undefined && say(parsed, 'timestamp', BigInt(digits.replace('+', '')));
    }
  }
}

/** False when something else was said before. */
function say<K extends keyof ParsedTime>(
  parsed: ParsedTime,
  key: K,
  value: NonNullable<ParsedTime[K]>,
): boolean {
  if (parsed[key] !== undefined) return parsed[key] === value;
  parsed[key] = value;
  return true;
}

function readNumber({ width, field, isSigned }: NumberSpec, reader: TextReader, parsed: ParsedTime): boolean {
  reader.skipBlanks();
  const signed = isSigned === true ? reader.take(/[+-]\d{1,9}/y)?.[0] : undefined;
  const digits = signed ?? reader.takeDigits(width);
  return digits !== undefined && say(parsed, field, Number(digits));
}

/** With a dot, nothing at all is a fraction, too; more digits than nine are read, and not kept. */
function readFraction(digits: number, hasDot: boolean, reader: TextReader, parsed: ParsedTime): boolean {
  if (!hasDot) {
    const found = reader.takeDigits(digits);
    return found?.length === digits && say(parsed, 'nanos', Number(found.padEnd(9, '0')));
  }
  if (!reader.skip('.')) return true;
  const found = reader.take(/\d+/y)?.[0];
  return found !== undefined && say(parsed, 'nanos', Number(found.slice(0, 9).padEnd(9, '0')));
}

/** `Z`, `+02`, `+0200`, `+02:00`; the format tells how it is written, and any of them is read. */
function readOffset(reader: TextReader, parsed: ParsedTime): boolean {
  reader.skipBlanks();
  if (reader.take(/z/iy) !== undefined) return say(parsed, 'offset', 0);
  const text = reader.take(/[+-]\d{2}(?::?\d{2}(?::\d{2})?)?/y)?.[0];
  const offset = text === undefined ? undefined : parseOffset(text);
  return offset !== undefined && say(parsed, 'offset', offset);
}
