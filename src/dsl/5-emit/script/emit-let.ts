import { assertNever, bug } from '../../../runtime/errors.ts';
import { detach } from '../../../runtime/value/detach.ts';
import { writePath } from '../../../runtime/value/path.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { LetExpression, PathExpression } from '../../3-ast/nodes.ts';
import { subjectOf } from '../../4-analyse/script/places.ts';
import type { Evaluator } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';
import { Stop } from './statement.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/** Where a `let` writes: reads and replaces what its path starts from. */
interface Cell {
  get(frame: ScriptFrame): Value;
  set(frame: ScriptFrame, value: Value): void;
}

/** `let path = value`; gives the value. */
export function emitLet(emission: Emission, node: LetExpression): Statement {
  const value = emission.statement(node.value);
  const write = emitWrite(emission, node.target);
  return (frame) => {
    const result = value(frame);
    if (result instanceof Stop) return result;
    write(frame, result);
    return result;
  };
}

function emitWrite(emission: Emission, target: PathExpression): (frame: ScriptFrame, value: Value) => void {
  const cell = cellOf(emission, target);
  if (target.segments.length === 0) return (frame, value) => cell.set(frame, value);
  const keys = target.segments.map((segment) => {
    if (segment.kind === 'key') return emission.constant(segment.name.text);
    return segment.kind === 'index' ? emission.expression(segment.index) : bug('`let` of a range');
  });
  const write = writer(emission, target, keys);
  return (frame, value) => cell.set(frame, write(cell.get(frame), frame, value));
}

type Writer = (root: Value, frame: ScriptFrame, value: Value) => ValueRecord;

function writer(emission: Emission, target: PathExpression, keys: readonly Evaluator[]): Writer {
  const { source } = emission;
  const { span } = target;
  const subject = subjectOf(source, target, 0);
  const known = keys.map((key) => emission.valueOf(key));
  const names = known.every((key) => key !== undefined) ? known : null;
  return (root, frame, value) => {
    const path = names ?? keys.map((key) => key(frame));
    try {
      return writePath(root, path, value, subject);
    } catch (thrown) {
      return failAt(thrown, source, span);
    }
  };
}

function cellOf(emission: Emission, { root }: PathExpression): Cell {
  switch (root.kind) {
    case 'event':
      return EVENT;
    case 'meta':
      return META;
    case 'state':
      return STATE;
    case 'name': {
      const binding = emission.tables.names.get(root);
      return binding?.kind === 'local' ? localCell(binding.slot) : bug('`let` of a name that is no local');
    }
    case 'args':
    case 'group':
    case 'window':
    case 'module-path':
    case 'expression':
      return bug(`\`let\` of \`${root.kind}\` went through analysis`);
    default:
      return assertNever(root);
  }
}

const EVENT: Cell = {
  get: (frame) => frame.event,
  set: (frame, value) => {
    frame.event = value;
  },
};

const META: Cell = {
  get: (frame) => frame.meta,
  set: (frame, value) => {
    // Analysis allows only fields of `$` to be written, so this is what writePath gave.
    frame.meta = value as ValueRecord;
  },
};

const STATE: Cell = {
  get: (frame) => frame.state,
  set: (frame, value) => {
    // State outlives the block of input that the event came in.
    frame.state = detach(value);
  },
};

const EMPTY: ValueRecord = new Map<string, Value>();

function localCell(slot: number): Cell {
  return {
    // Fields of a local that was not set yet make it a record.
    get: (frame) => frame.locals[slot] ?? EMPTY,
    set: (frame, value) => {
      frame.locals[slot] = value;
    },
  };
}
