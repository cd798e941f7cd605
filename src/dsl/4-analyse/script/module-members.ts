/** Constants and functions that modules of the user's define, and what is said about those that they do not. */
import type { Name } from '../../3-ast/nodes.ts';
import { suggest } from '../../diagnostics/index.ts';
import { fileOf } from '../scope.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis } from './analysis.ts';
import type { ConstBinding, UserFunction } from './facts.ts';

/** The constant of that name in a file. Its value, if it is known, is known here, too. */
export function constantOf(analysis: Analysis, file: Block, name: string): ConstBinding | undefined {
  const library = file.libraries.of(file);
  const definition = library?.constants.get(name);
  if (library === null || definition === undefined) return undefined;
  const value = library.tables.constants.get(definition.value);
  if (value !== undefined) analysis.constants.set(definition.value, value);
  return { kind: 'const', definition, library };
}

/** The constant of that name in the file that the text at hand stands in. */
export function constantOfFile(analysis: Analysis, name: string): ConstBinding | undefined {
  return analysis.around === null ? undefined : constantOf(analysis, fileOf(analysis.around), name);
}

/** The function of that name in a file. */
export function functionOf(file: Block, name: string): UserFunction | undefined {
  return file.libraries.of(file)?.functions.get(name);
}

/** The function of that name in the file that the text at hand stands in. */
export function functionOfFile({ around }: Analysis, name: string): UserFunction | undefined {
  return around === null ? undefined : functionOf(fileOf(around), name);
}

export function constantNamesOfFile({ around }: Analysis): readonly string[] {
  const file = around === null ? null : fileOf(around);
  return [...(file?.libraries.of(file)?.constants.keys() ?? [])];
}

export function functionNamesOfFile({ around }: Analysis): readonly string[] {
  const file = around === null ? null : fileOf(around);
  return [...(file?.libraries.of(file)?.functions.keys() ?? [])];
}

/** Reports something that a module does not define, with what was probably meant. */
export function unknownInModule(
  analysis: Analysis,
  what: 'constant' | 'function',
  file: Block,
  name: Name,
): void {
  const library = file.libraries.of(file);
  // What did not parse may have been the very definition.
  if (library === null || file.libraries.hasHoles(file)) return;
  const { constants, functions } = library;
  const [own, other] = what === 'constant' ? [constants, functions] : [functions, constants];
  const { text, span } = name;
  analysis.error({
    code: what === 'constant' ? 'FR508' : 'FR503',
    title: other.has(text) ? `\`${text}\` is no ${what}` : `unknown ${what} \`${text}\``,
    span,
    label: `\`${file.source.name}\` defines no such ${what}`,
    help: [
      other.has(text)
        ? what === 'constant'
          ? `it is a function: \`${text}(…)\``
          : `it is a constant: write it without parentheses`
        : suggest(text, own.keys(), `${what}s`),
    ],
  });
}
