/** Constants that modules of the user's define, and what is said about those that they do not. */
import type { Name } from '../../3-ast/nodes.ts';
import { suggest } from '../../diagnostics/index.ts';
import { fileOf } from '../scope.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis } from './analysis.ts';
import type { ConstBinding, LibraryFacts } from './facts.ts';

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

/** Reports something that a module does not define, with what was probably meant. */
export function unknownInModule(analysis: Analysis, what: 'constant', file: Block, name: Name): void {
  const library = file.libraries.of(file);
  // What did not parse may have been the very definition.
  if (library === null || file.libraries.hasHoles(file)) return;
  analysis.error({
    code: 'FR508',
    title: `unknown ${what} \`${name.text}\``,
    span: name.span,
    label: `\`${file.source.name}\` defines no such ${what}`,
    help: [suggest(name.text, namesOf(library), `${what}s`)],
  });
}

function namesOf({ constants }: LibraryFacts): readonly string[] {
  return [...constants.keys()];
}
