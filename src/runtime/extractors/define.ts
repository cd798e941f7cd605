/** What an extractor of the language is: a definition from which rules are compiled, reference pages made and tests run. */
import type { Value } from '../value/value.ts';

/** An extractor with its rule. Neither of the two ever throws. */
export interface Extractor {
  /** Does it find what it looks for? Makes nothing that is only thrown away. */
  test(text: string, ingestNs: bigint): boolean;
  /** What it finds; undefined when it does not match. */
  extract(text: string, ingestNs: bigint): Value | undefined;
}

/** A rule on a text and what it finds, as an expression of the language; null when it does not match. */
export interface ExtractorExample {
  readonly rule: string;
  readonly text: string;
  readonly result: string | null;
}

export interface ExtractorDefinition {
  readonly name: string;
  /** What it looks for; Markdown, one paragraph. */
  readonly doc: string;
  /** What stands between the bars; Markdown. */
  readonly rule: string;
  /** What comes of a match; Markdown, one sentence. */
  readonly result: string;
  readonly examples: readonly ExtractorExample[];
  /** Throws RuleError for a rule that has no meaning. */
  readonly compile: (rule: string) => Extractor;
}
