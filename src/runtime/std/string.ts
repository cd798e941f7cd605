/** `string::` – text, by code points. */
import { MAX_ITEMS, MAX_LENGTH, checkItemCount, checkTextLength } from '../value/limits.ts';
import { displayText } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const text = { name: 'input', kind: 'string', doc: 'the text' } as const;

const format = defineFunction({
  module: 'string',
  name: 'format',
  params: [{ name: 'template', kind: 'string', doc: 'text with `{}` where the values go' }],
  rest: [{ name: 'value', kind: 'any', doc: 'what goes into the next `{}`' }],
  returns: 'string',
  doc: 'Puts values into a text: each `{}` takes the next one, a string as it is and everything else as JSON. `{{` and `}}` stand for braces, and so does `\\{`. There must be as many values as `{}`.',
  examples: [
    { call: 'string::format("{} is {}", "a", 1)', result: '"a is 1"' },
    { call: 'string::format("{{}}")', result: '"{}"' },
    { call: 'string::format("{}")', error: 'takes more values than the 0 given' },
    { call: 'string::format("a", 1)', error: 'takes 0 values, not 1' },
    { call: 'string::format("{x", 1)', error: 'begins a `{` at character 1 that no `}` ends' },
  ],
  constant: true,
  run: (template, ...values) => fillIn(template, values),
});

/**
 * Everything in a template that is not plain text; a brace on its own is a mistake. A backslash goes with what follows it, so that
 * the second of two says nothing about a brace behind it.
 */
const TEMPLATE_MARK = /\{\}|\{\{|\}\}|\\[^]|[{}]/g;

function fillIn(template: string, values: readonly Value[]): string {
  let used = 0;
  let { length } = template;
  const filled = template.replace(TEMPLATE_MARK, (mark: string, at: number) => {
    if (mark !== '{}') return mark.length === 2 ? literalOf(mark) : loneBrace(mark, at);
    const text = used < values.length ? displayText(values[used++]!) : tooFew(values.length);
    checkTextLength((length += text.length));
    return text;
  });
  if (used === values.length) return filled;
  return refuse(
    'function-failed',
    `the template of \`string::format\` takes ${used} values, not ${values.length}`,
  );
}

/** What two characters stand for: `{{` and `\{` for a brace, a backslash and anything else for themselves. */
function literalOf(mark: string): string {
  const second = mark[1]!;
  return second === '{' || second === '}' ? second : mark;
}

function tooFew(given: number): never {
  return refuse(
    'function-failed',
    `the template of \`string::format\` takes more values than the ${given} given`,
  );
}

function loneBrace(mark: string, at: number): never {
  const fault = mark === '{' ? 'begins a `{` at' : 'has a `}` at';
  const rest = mark === '{' ? 'that no `}` ends' : 'that no `{` begins';
  return refuse(
    'function-failed',
    `the template of \`string::format\` ${fault} character ${at + 1} ${rest}; a brace is written twice`,
  );
}

const isEmpty = defineFunction({
  module: 'string',
  name: 'is_empty',
  params: [text],
  returns: 'bool',
  doc: 'Is it the empty string?',
  examples: [
    { call: 'string::is_empty("")', result: 'true' },
    { call: 'string::is_empty(" ")', result: 'false' },
  ],
  constant: true,
  run: (input) => input === '',
});

const len = defineFunction({
  module: 'string',
  name: 'len',
  params: [text],
  returns: 'integer',
  doc: 'The number of code points.',
  examples: [
    { call: 'string::len("abc")', result: '3' },
    { call: 'string::len("😀")', result: '1' },
    { call: 'string::len(1)', error: 'takes a string as `input`, not the integer `1`' },
  ],
  constant: true,
  run: (input) => codePointCount(input),
});

function codePointCount(input: string): number {
  let count = input.length;
  for (let i = 0; i < input.length; i++) {
    // The second half of a pair is no code point of its own.
    if (input.codePointAt(i)! > 0xffff) count--;
  }
  return count;
}

const bytes = defineFunction({
  module: 'string',
  name: 'bytes',
  params: [text],
  returns: 'integer',
  doc: 'The number of bytes that the text takes in UTF-8.',
  examples: [
    { call: 'string::bytes("zoë")', result: '4' },
    { call: 'string::bytes([])', error: 'takes a string as `input`, not an array' },
  ],
  constant: true,
  run: (input) => Buffer.byteLength(input, 'utf8'),
});

const replace = defineFunction({
  module: 'string',
  name: 'replace',
  params: [
    text,
    { name: 'from', kind: 'string', doc: 'what is replaced, wherever it is' },
    { name: 'to', kind: 'string', doc: 'what is put in its place' },
  ],
  returns: 'string',
  doc: 'Replaces every occurrence of one text by another.',
  examples: [
    { call: 'string::replace("a-b-c", "-", "+")', result: '"a+b+c"' },
    { call: 'string::replace("price", "price", "$&")', result: '"$&"' },
  ],
  constant: true,
  run: (input, from, to) => {
    checkReplaced(input, from, to);
    // Before and behind every code point; `$` has a meaning only there.
    if (from === '') return input.replace(/(?:)/gu, to.replaceAll('$', '$$$$'));
    return input.replaceAll(from, () => to);
  },
});

/** Counts only where the result could be too long. */
function checkReplaced(input: string, from: string, to: string): void {
  const growth = to.length - from.length;
  const most = Math.floor(input.length / Math.max(1, from.length)) + 1;
  if (growth <= 0 || input.length + most * growth <= MAX_LENGTH) return;
  checkTextLength(input.length + growth * occurrences(input, from));
}

function occurrences(input: string, part: string): number {
  if (part === '') return codePointCount(input) + 1;
  let count = 0;
  for (let at = input.indexOf(part); at >= 0; at = input.indexOf(part, at + part.length)) count++;
  return count;
}

const trim = defineFunction({
  module: 'string',
  name: 'trim',
  params: [text],
  returns: 'string',
  doc: 'Without white space at both ends.',
  examples: [
    { call: 'string::trim("  a b\\t")', result: '"a b"' },
    { call: 'string::trim("\\u00a0a\\u2003")', result: '"a"' },
  ],
  constant: true,
  run: (input) => trimEnd(trimStart(input)),
});

const trimStartFunction = defineFunction({
  module: 'string',
  name: 'trim_start',
  params: [text],
  returns: 'string',
  doc: 'Without white space at its beginning.',
  examples: [
    { call: 'string::trim_start("  a ")', result: '"a "' },
    { call: 'string::trim_start(" \\n ")', result: '""' },
  ],
  constant: true,
  run: trimStart,
});

const trimEndFunction = defineFunction({
  module: 'string',
  name: 'trim_end',
  params: [text],
  returns: 'string',
  doc: 'Without white space at its end.',
  examples: [
    { call: 'string::trim_end("  a ")', result: '"  a"' },
    { call: 'string::trim_end(" \\n ")', result: '""' },
  ],
  constant: true,
  run: trimEnd,
});

/** Unicode's property; JavaScript's own `trim` takes a byte order mark for white space. */
const WHITE_SPACE = /^\p{White_Space}$/u;

function trimStart(input: string): string {
  let start = 0;
  while (start < input.length && WHITE_SPACE.test(input[start]!)) start++;
  return input.slice(start);
}

function trimEnd(input: string): string {
  let end = input.length;
  while (end > 0 && WHITE_SPACE.test(input[end - 1]!)) end--;
  return input.slice(0, end);
}

const lowercase = defineFunction({
  module: 'string',
  name: 'lowercase',
  params: [text],
  returns: 'string',
  doc: 'In lower case, by the rules of Unicode.',
  examples: [
    { call: 'string::lowercase("ÄBC")', result: '"äbc"' },
    { call: 'string::lowercase(null)', error: 'takes a string as `input`, not `null`' },
  ],
  constant: true,
  run: (input) => input.toLowerCase(),
});

const uppercase = defineFunction({
  module: 'string',
  name: 'uppercase',
  params: [text],
  returns: 'string',
  doc: 'In upper case, by the rules of Unicode.',
  examples: [
    { call: 'string::uppercase("abc")', result: '"ABC"' },
    { call: 'std::string::uppercase("ß")', result: '"SS"' },
  ],
  constant: true,
  run: (input) => input.toUpperCase(),
});

const capitalize = defineFunction({
  module: 'string',
  name: 'capitalize',
  params: [text],
  returns: 'string',
  doc: 'With its first character in upper case and the rest as it is.',
  examples: [
    { call: 'string::capitalize("snot")', result: '"Snot"' },
    { call: 'string::capitalize("aBC")', result: '"ABC"' },
  ],
  constant: true,
  run: (input) => {
    const [first = ''] = input;
    return first.toUpperCase() + input.slice(first.length);
  },
});

const substr = defineFunction({
  module: 'string',
  name: 'substr',
  params: [
    text,
    { name: 'start', kind: 'integer', doc: 'the first character, from 0' },
    { name: 'end', kind: 'integer', doc: 'the one after the last character' },
  ],
  returns: 'string',
  doc: 'The code points from `start` up to but not `end`. A `start` behind the end of the text counts as 0, an `end` behind it as the end; if then `end` is before `start`, the whole text is the result.',
  examples: [
    { call: 'string::substr("snot badger", 0, 4)', result: '"snot"' },
    { call: 'string::substr("a😀b", 1, 2)', result: '"😀"' },
    { call: 'string::substr("abc", 1, 99)', result: '"bc"' },
    { call: 'string::substr("abc", 99, 2)', result: '"ab"' },
    { call: 'string::substr("abc", 2, 1)', result: '"abc"' },
    { call: 'string::substr("abc", -1, 2)', error: 'counts from 0, so `start` cannot be -1' },
  ],
  constant: true,
  run: (input, start, end) => {
    if (start < 0) return negative('start', start);
    if (end < 0) return negative('end', end);
    const first = offsetOf(input, start) ?? 0;
    const last = offsetOf(input, end) ?? input.length;
    return last < first ? input : input.slice(first, last);
  },
});

/** Where the code point of that number begins, if there is one. */
function offsetOf(input: string, number: number | bigint): number | undefined {
  if (number >= input.length) return undefined;
  let at = 0;
  for (let left = Number(number); left > 0 && at < input.length; left--) at += widthAt(input, at);
  return at < input.length ? at : undefined;
}

/** How many code units the code point there has. */
function widthAt(input: string, at: number): number {
  return input.codePointAt(at)! > 0xffff ? 2 : 1;
}

function negative(name: string, value: number | bigint): never {
  return refuse('function-failed', `\`string::substr\` counts from 0, so \`${name}\` cannot be ${value}`);
}

const split = defineFunction({
  module: 'string',
  name: 'split',
  params: [text, { name: 'separator', kind: 'string', doc: 'what is between the pieces' }],
  returns: 'array',
  doc: 'The pieces of the text between the separators; pieces may be empty. The empty separator is between all characters and at both ends.',
  examples: [
    { call: 'string::split("a,b,", ",")', result: '["a", "b", ""]' },
    { call: 'string::split("", ",")', result: '[""]' },
    { call: 'string::split("ab", "")', result: '["", "a", "b", ""]' },
  ],
  constant: true,
  run: (input, separator) => {
    if (separator === '') {
      if (input.length + 2 > MAX_ITEMS) checkItemCount(codePointCount(input) + 2);
      return ['', ...input, ''];
    }
    const pieces = input.split(separator, MAX_ITEMS + 1);
    checkItemCount(pieces.length);
    return pieces;
  },
});

const contains = defineFunction({
  module: 'string',
  name: 'contains',
  params: [text, { name: 'part', kind: 'string', doc: 'what is looked for' }],
  returns: 'bool',
  doc: 'Is `part` somewhere in the text?',
  examples: [
    { call: 'string::contains("badger", "adg")', result: 'true' },
    { call: 'string::contains("badger", "x")', result: 'false' },
  ],
  constant: true,
  run: (input, part) => input.includes(part),
});

const fromUtf8Lossy = defineFunction({
  module: 'string',
  name: 'from_utf8_lossy',
  params: [{ name: 'input', kind: 'bytes', doc: 'text in UTF-8' }],
  returns: 'string',
  doc: 'The text of bytes in UTF-8. What is not UTF-8 becomes U+FFFD.',
  examples: [
    { call: 'string::from_utf8_lossy(string::into_binary("zoë"))', result: '"zoë"' },
    { call: 'string::from_utf8_lossy("a")', error: 'takes bytes as `input`, not the string `"a"`' },
  ],
  constant: true,
  run: (input) => Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('utf8'),
});

const intoBinary = defineFunction({
  module: 'string',
  name: 'into_binary',
  params: [text],
  returns: 'bytes',
  doc: 'The bytes of the text in UTF-8.',
  examples: [
    { call: 'type::as_string(string::into_binary("a"))', result: '"bytes"' },
    { call: 'string::into_binary("zoë") == "zoë"', result: 'true' },
  ],
  constant: true,
  run: (input) => Buffer.from(input, 'utf8'),
});

const reverse = defineFunction({
  module: 'string',
  name: 'reverse',
  params: [text],
  returns: 'string',
  doc: 'The code points from the last to the first.',
  examples: [
    { call: 'string::reverse("ab😀")', result: '"😀ba"' },
    { call: 'string::reverse(["a"])', error: 'takes a string as `input`, not an array' },
  ],
  constant: true,
  run: reversed,
});

/** By code units, and pairs turned round again. */
function reversed(input: string): string {
  const units = Buffer.from(input, 'utf16le').swap16().reverse();
  for (let at = 0; at + 3 < units.length; at += 2) {
    // In reverse, a pair has its second half first.
    const isPair = (units[at + 1]! & 0xfc) === 0xdc && (units[at + 3]! & 0xfc) === 0xd8;
    if (!isPair) continue;
    const [low, high] = [units[at]!, units[at + 1]!];
    units.copyWithin(at, at + 2, at + 4);
    units[at + 2] = low;
    units[at + 3] = high;
    at += 2;
  }
  return units.toString('utf16le');
}

export const STRING_FUNCTIONS: readonly FunctionDefinition[] = [
  format,
  isEmpty,
  len,
  bytes,
  replace,
  trim,
  trimStartFunction,
  trimEndFunction,
  lowercase,
  uppercase,
  capitalize,
  substr,
  split,
  contains,
  fromUtf8Lossy,
  intoBinary,
  reverse,
];
