import { bug } from '../../../runtime/errors.ts';
import { detach } from '../../../runtime/value/detach.ts';
import { writeInto, writePath } from '../../../runtime/value/path.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { LetExpression, PathExpression } from '../../3-ast/nodes.ts';
import { subjectOf } from '../../4-analyse/script/places.ts';
import { EVENT_CELL, META_CELL, STATE_CELL, cellOf, cellOfLocal } from './cells.ts';
import type { Cell } from './cells.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';
import { Stop } from './statement.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/** `let path = value`; gives the value. */
export function emitLet(emission: Emission, node: LetExpression): Statement {
  const value = emission.statement(node.value);
  const cell = cellOf(emission.tables, node.target.root);
  const write =
    node.target.segments.length === 0 ? writeWhole(cell) : writeField(emission, node.target, cell);
  // State outlives the block of input that the event came in.
  const outlives = cell === STATE_CELL;
  return (frame) => {
    const result = value(frame);
    if (result instanceof Stop) return result;
    write(frame, outlives ? detach(result) : result);
    return result;
  };
}

type Write = (frame: ScriptFrame, value: Value) => void;

function writeWhole(cell: Cell): Write {
  switch (cell) {
    case EVENT_CELL:
      return (frame, value) => {
        frame.event = value;
      };
    case META_CELL:
      return bug('`let` of all metadata went through analysis');
    case STATE_CELL:
      return (frame, value) => {
        frame.state = value;
      };
    default: {
      const slot = cell - cellOfLocal(0);
      return (frame, value) => {
        frame.locals[slot] = value;
      };
    }
  }
}

/** Writes into the record that an earlier `let` of this run made, if it still has it to itself; else into a copy. */
function writeField(emission: Emission, target: PathExpression, cell: Cell): Write {
  const { source } = emission;
  const keysOf = emitKeys(emission, target);
  const read = readCell(cell);
  const replace = replaceCell(cell);
  const subject = subjectOf(source, target, 0);
  return (frame, value) => {
    const keys = keysOf(frame);
    const record = read(frame);
    const owned = frame.owned[cell];
    try {
      if (owned === record && owned instanceof Map) return writeInto(owned, keys, value);
      const copy = writePath(record, keys, value, subject);
      frame.owned[cell] = copy;
      replace(frame, copy);
    } catch (thrown) {
      failAt(thrown, source, target.span);
    }
  };
}

/** The keys of the path; a fixed list when they are known, as they nearly always are. */
function emitKeys(
  emission: Emission,
  { segments }: PathExpression,
): (frame: ScriptFrame) => readonly Value[] {
  const keys = segments.map((segment) => {
    if (segment.kind === 'key') return emission.constant(segment.name.text);
    return segment.kind === 'index' ? emission.expression(segment.index) : bug('`let` of a range');
  });
  const known = keys.map((key) => emission.valueOf(key));
  if (known.every((key) => key !== undefined)) return () => known;
  return (frame) => keys.map((key) => key(frame));
}

function readCell(cell: Cell): (frame: ScriptFrame) => Value {
  if (cell === EVENT_CELL) return (frame) => frame.event;
  if (cell === META_CELL) return (frame) => frame.meta;
  if (cell === STATE_CELL) return (frame) => frame.state;
  const slot = cell - cellOfLocal(0);
  // Fields of a local that was not set yet make it a record.
  return (frame) => frame.locals[slot] ?? EMPTY_RECORD;
}

function replaceCell(cell: Cell): (frame: ScriptFrame, record: ValueRecord) => void {
  if (cell !== META_CELL) return writeWhole(cell);
  return (frame, record) => {
    frame.meta = record;
  };
}
