import { MAX_LENGTH, textTooLong } from '../../../runtime/value/limits.ts';
import { displayText } from '../../../runtime/value/text.ts';
import type { StringTemplate } from '../../3-ast/nodes.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

/** Text and interpolations in turn. */
export function emitString(emission: Emission, { parts }: StringTemplate): Evaluator {
  const pieces = parts.map((part) =>
    part.kind === 'text' ? emission.constant(part.text) : emission.expression(part.value),
  );
  const { source } = emission;
  const run = (frame: Frame): string => {
    let text = '';
    for (let i = 0; i < pieces.length; i++) {
      const value = pieces[i]!(frame);
      try {
        text += typeof value === 'string' ? value : displayText(value);
        if (text.length > MAX_LENGTH) textTooLong();
      } catch (thrown) {
        return failAt(thrown, source, parts[i]!.span);
      }
    }
    return text;
  };
  return emission.settle(run, pieces);
}
