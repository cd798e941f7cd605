import { LLkLookaheadStrategy } from 'chevrotain';
import type { BaseParser, ILookaheadStrategy } from 'chevrotain';

type Choose = ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']>;
type Decide = ReturnType<ILookaheadStrategy['buildLookaheadForOptional']>;

/**
 * Looks ahead as chevrotain does by itself, but works out what tells the ways on apart only when the parser first stands
 * there: most texts need few of these places, and all of them together took a fifteenth of the time that a command needs to start.
 */
export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(
    options: Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0],
  ): Choose {
    let choose: Choose | null = null;
    const build = (): Choose => super.buildLookaheadForAlternation(options);
    return function (this: BaseParser, alternatives) {
      choose ??= build();
      return choose.call(this, alternatives);
    };
  }

  override buildLookaheadForOptional(
    options: Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0],
  ): Decide {
    let decide: Decide | null = null;
    const build = (): Decide => super.buildLookaheadForOptional(options);
    return function (this: BaseParser) {
      decide ??= build();
      return decide.call(this);
    };
  }
}
