import type {
  FlowFile,
  FlowStatement,
  FileItem,
  Name,
  PipelineStatement,
  UseStatement,
  UseTree,
} from '../3-ast/nodes.ts';
import type { Span } from '../diagnostics/diagnostic.ts';

/** A module that a `use` names. */
export interface UsedModule {
  readonly statement: UseStatement;
  /** The part of the statement that names it, and nothing else. */
  readonly tree: UseTree;
  /** All names of its path, with those in front of the braces. */
  readonly path: readonly Name[];
  /** What it is called where it is used. */
  readonly name: Name;
}

/** The modules that a `use` names, in the order of the text. */
export function usedModules(statement: UseStatement): readonly UsedModule[] {
  return modulesOf(statement, statement.tree, []);
}

function modulesOf(statement: UseStatement, tree: UseTree, before: readonly Name[]): readonly UsedModule[] {
  const path = [...before, ...tree.names];
  if (tree.group !== null) return tree.group.flatMap((each) => modulesOf(statement, each, path));
  return [{ statement, tree, path, name: tree.alias ?? path.at(-1)! }];
}

/** Every module that a file uses, wherever the `use` stands. */
export function modulesUsedIn(file: FlowFile): readonly UsedModule[] {
  return usesIn(file.items).flatMap(usedModules);
}

type Statement = FileItem | FlowStatement | PipelineStatement;

function usesIn(body: readonly Statement[]): readonly UseStatement[] {
  return body.flatMap((statement) => {
    switch (statement.kind) {
      case 'use':
        return [statement];
      case 'define-flow':
      case 'define-pipeline':
        return usesIn(statement.body);
      case 'define-script':
      case 'define-window':
        return statement.uses;
      default:
        return [];
    }
  });
}

/** `a::b`. */
export function pathText(path: readonly Name[]): string {
  return path.map((name) => name.text).join('::');
}

/** From the first name that stands in this part of the `use` to the last. */
export function namesSpan({ names }: UseTree): Span {
  return { start: names[0]!.span.start, end: names.at(-1)!.span.end };
}
