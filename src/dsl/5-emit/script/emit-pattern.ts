/**
 * Patterns, each compiled in one of two ways: as a test, or, where a name is bound to it, as a capture that also
 * gives what it found.
 */
import { assertNever, bug } from '../../../runtime/errors.ts';
import type { Extractor } from '../../../runtime/extractors/index.ts';
import { equals } from '../../../runtime/value/equality.ts';
import { asArray, kindOf } from '../../../runtime/value/kind.ts';
import { findField } from '../../../runtime/value/path.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { BindingPattern, ExtractorPattern, Pattern, RecordPatternField } from '../../3-ast/nodes.ts';
import type { Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { emitComparison } from './emit-comparison.ts';

/** Does a value match? */
export type Test = (value: Value, frame: Frame) => boolean;

/** What a pattern finds in a value; undefined when it does not match. */
export type Capture = (value: Value, frame: Frame) => Value | undefined;

export function emitTest(emission: Emission, pattern: Pattern): Test {
  switch (pattern.kind) {
    case 'any-pattern':
      return () => true;
    case 'extractor-pattern': {
      const extractor = extractorOf(emission, pattern);
      return (value, frame) => typeof value === 'string' && extractor.test(value, frame.ingestNs);
    }
    case 'expression-pattern': {
      const slot = emission.tables.captures.get(pattern);
      if (slot !== undefined) return bindArgument(slot);
      const expected = emission.expression(pattern.value);
      return (value, frame) => equals(value, expected(frame));
    }
    case 'record-pattern':
      return testRecord(pattern.fields.map((field) => testField(emission, field)));
    case 'array-pattern':
      return testArray(pattern.items.map((item) => emitTest(emission, item)));
    case 'tuple-pattern':
      return testTuple(
        pattern.items.map((item) => emitTest(emission, item)),
        pattern.open,
      );
    case 'binding-pattern': {
      const capture = captureBinding(emission, pattern);
      return (value, frame) => capture(value, frame) !== undefined;
    }
    case 'error-pattern':
      return bug('a pattern with a mistake went through analysis');
    default:
      return assertNever(pattern);
  }
}

/** A name among the patterns for the arguments of a function. */
function bindArgument(slot: number): Test {
  return (value, frame) => {
    frame.locals[slot] = value;
    return true;
  };
}

/** Fields in turn; records only. */
function testRecord(fields: readonly Test[]): Test {
  return (value, frame) => {
    if (kindOf(value) !== 'record') return false;
    for (let i = 0; i < fields.length; i++) {
      if (!fields[i]!(value, frame)) return false;
    }
    return true;
  };
}

function testField(emission: Emission, field: RecordPatternField): Test {
  const key = field.name.text;
  switch (field.kind) {
    case 'presence-field': {
      const wanted = field.test === 'present';
      return (record) => (findField(record, key) !== undefined) === wanted;
    }
    case 'comparison-field': {
      const compare = emitComparison(emission, field);
      return (record, frame) => {
        const value = findField(record, key);
        return value !== undefined && compare(value, frame);
      };
    }
    case 'pattern-field': {
      const test = emitTest(emission, field.pattern);
      return (record, frame) => {
        const value = findField(record, key);
        return value !== undefined && test(value, frame);
      };
    }
    default:
      return assertNever(field);
  }
}

/** Each pattern matches some item, wherever it is. */
function testArray(tests: readonly Test[]): Test {
  return (value, frame) => {
    const items = asArray(value);
    return items !== undefined && tests.every((test) => items.some((item) => test(item, frame)));
  };
}

/** Each pattern matches the item at its place; no more items unless the tuple is open. */
function testTuple(tests: readonly Test[], isOpen: boolean): Test {
  return (value, frame) => {
    const items = asArray(value);
    if (items === undefined || !hasLength(items, tests.length, isOpen)) return false;
    return tests.every((test, index) => test(items[index]!, frame));
  };
}

function hasLength(items: readonly Value[], length: number, isOpen: boolean): boolean {
  return isOpen ? items.length >= length : items.length === length;
}

/** A pattern whose result somebody wants. */
export function emitCapture(emission: Emission, pattern: Pattern): Capture {
  switch (pattern.kind) {
    case 'record-pattern':
      return captureRecord(emission, pattern.fields);
    case 'array-pattern':
      return captureArray(pattern.items.map((item) => emitCapture(emission, item)));
    case 'tuple-pattern':
      return captureTuple(
        pattern.items.map((item) => emitCapture(emission, item)),
        pattern.open,
      );
    case 'binding-pattern':
      return captureBinding(emission, pattern);
    case 'extractor-pattern': {
      const extractor = extractorOf(emission, pattern);
      return (value, frame) =>
        typeof value === 'string' ? extractor.extract(value, frame.ingestNs) : undefined;
    }
    case 'any-pattern':
    case 'expression-pattern':
    case 'error-pattern': {
      const test = emitTest(emission, pattern);
      return (value, frame) => (test(value, frame) ? value : undefined);
    }
    default:
      return assertNever(pattern);
  }
}

function captureBinding(emission: Emission, pattern: BindingPattern): Capture {
  const capture = emitCapture(emission, pattern.pattern);
  const slot = emission.tables.captures.get(pattern) ?? bug('a captured name was not resolved');
  return (value, frame) => {
    const found = capture(value, frame);
    // In an array the items that do not match leave the one that does.
    if (found !== undefined) frame.locals[slot] = found;
    return found;
  };
}

/** What a field gives that is only tested. */
const NOTHING = Symbol('nothing');

/** A field of a record pattern: the name of its result, and how it is had. */
interface CapturedField {
  readonly name: string;
  readonly capture: (record: Value, frame: Frame) => Value | typeof NOTHING | undefined;
}

/** The fields that are `present`, and what `~=` finds; each field is looked at once. */
function captureRecord(emission: Emission, fields: readonly RecordPatternField[]): Capture {
  const captured = fields.map((field) => captureField(emission, field));
  return (value, frame) => {
    if (kindOf(value) !== 'record') return undefined;
    let found: Map<string, Value> | undefined;
    for (let i = 0; i < captured.length; i++) {
      const { name, capture } = captured[i]!;
      const result = capture(value, frame);
      if (result === undefined) return undefined;
      if (result !== NOTHING) (found ??= new Map<string, Value>()).set(name, result);
    }
    return found ?? EMPTY_RECORD;
  };
}

function captureField(emission: Emission, field: RecordPatternField): CapturedField {
  const key = field.name.text;
  if (field.kind === 'pattern-field') {
    const inner = emitCapture(emission, field.pattern);
    return {
      name: field.as?.text ?? key,
      capture: (record, frame) => {
        const value = findField(record, key);
        return value === undefined ? undefined : inner(value, frame);
      },
    };
  }
  if (field.kind === 'presence-field' && field.test === 'present') {
    return { name: key, capture: (record) => findField(record, key) };
  }
  const test = testField(emission, field);
  return { name: key, capture: (record, frame) => (test(record, frame) ? NOTHING : undefined) };
}

function extractorOf(emission: Emission, pattern: ExtractorPattern): Extractor {
  return emission.tables.extractors.get(pattern) ?? bug('an extractor with a mistake went through analysis');
}

/** Pairs of index and item, by pattern and then by item. */
function captureArray(captures: readonly Capture[]): Capture {
  return (value, frame) => {
    const items = asArray(value);
    if (items === undefined) return undefined;
    const found: Value[] = [];
    for (const capture of captures) {
      const pairs = captureItems(items, capture, frame);
      if (pairs.length === 0) return undefined;
      for (let i = pairs.length - 1; i >= 0; i--) found.push(pairs[i]!);
    }
    return found;
  };
}

/** Begins with the last item, so that a name inside of the pattern is left with the first that matches, as in a test. */
function captureItems(items: readonly Value[], capture: Capture, frame: Frame): Value[] {
  const pairs: Value[] = [];
  for (let index = items.length - 1; index >= 0; index--) {
    const result = capture(items[index]!, frame);
    if (result !== undefined) pairs.push([index, result]);
  }
  return pairs;
}

/** One result for each pattern. */
function captureTuple(captures: readonly Capture[], isOpen: boolean): Capture {
  return (value, frame) => {
    const items = asArray(value);
    if (items === undefined || !hasLength(items, captures.length, isOpen)) return undefined;
    const found: Value[] = [];
    for (const [index, capture] of captures.entries()) {
      const result = capture(items[index]!, frame);
      if (result === undefined) return undefined;
      found.push(result);
    }
    return found;
  };
}
