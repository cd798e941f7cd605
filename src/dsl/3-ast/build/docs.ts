import type { IToken } from 'chevrotain';
import { Doc, ModuleDoc } from '../../1-lex/comments.ts';
import { spanOf } from '../../1-lex/spans.ts';
import type { Diagnostic, Source } from '../../diagnostics/diagnostic.ts';
import { warning } from '../../diagnostics/report.ts';

/** The doc comments of a text, handed out to the definitions that they stand before. */
export class Docs {
  readonly #head: readonly IToken[];
  /** By the offset of the token that follows them. */
  readonly #before = new Map<number, IToken[]>();

  constructor(docs: readonly IToken[], tokens: readonly IToken[]) {
    const firstToken = tokens[0]?.startOffset ?? Infinity;
    this.#head = docs.filter((doc) => doc.tokenType === ModuleDoc && doc.startOffset < firstToken);
    let at = 0;
    for (const doc of docs) {
      if (this.#head.includes(doc)) continue;
      while (at < tokens.length && tokens[at]!.startOffset < doc.startOffset) at++;
      const offset = tokens[at]?.startOffset ?? -1;
      this.#before.set(offset, [...(this.#before.get(offset) ?? []), doc]);
    }
  }

  /** The `###` comments at the head of the file. */
  ofFile(): readonly string[] {
    return this.#head.map(textOf);
  }

  /** The `##` comments before the definition whose first token is at `offset`; each is handed out once. */
  take(offset: number): readonly string[] {
    const all = this.#before.get(offset) ?? [];
    const docs = all.filter((doc) => doc.tokenType === Doc);
    this.#before.set(
      offset,
      all.filter((doc) => doc.tokenType !== Doc),
    );
    return docs.map(textOf);
  }

  /** Warnings for the comments that nobody took. */
  leftOver(source: Source): readonly Diagnostic[] {
    return [...this.#before.values()].flat().map((doc) =>
      warning({
        code: 'FR701',
        title: 'doc comment documents nothing',
        source,
        span: spanOf(doc),
        label: doc.tokenType === Doc ? 'no definition follows' : 'not at the head of the file',
        help: ['a plain comment begins with one `#`'],
      }),
    );
  }
}

function textOf(doc: IToken): string {
  return doc.image.replace(/^#+ ?/, '').trimEnd();
}
