import type { Findings } from './findings.ts';
import { blockOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { analyseLibrary } from './script/index.ts';
import type { LibraryFacts } from './script/index.ts';

/** The constants and functions of modules, each module analysed once, when something in it is asked for. */
export class Libraries {
  readonly #findings: Findings;
  readonly #known = new Map<Scope, LibraryFacts | null>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Is a part of the file unread? Then what seems to be missing may be there. */
  hasHoles(file: Scope): boolean {
    return this.#findings.of(file.source).hasHoles(blockOf(file));
  }

  /** Is there a mistake anywhere? Then what is defined in a module may depend on it, and is not asked for its value. */
  get hasMistakes(): boolean {
    return this.#findings.hasErrors;
  }

  /** What a file defines for expressions; null while that is being found out: then the names are in its own body. */
  of(file: Scope): LibraryFacts | null {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    this.#known.set(file, null);
    const items = file.body.filter((item) => item.kind === 'const' || item.kind === 'fn');
    const { value, diagnostics } = analyseLibrary(items, file.source, file);
    this.#findings.add(diagnostics);
    this.#known.set(file, value);
    return value;
  }
}
