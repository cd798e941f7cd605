import base from '../../vitest.config.ts';

/**
 * The tests that a mutation run asks: those of the language and of values, of which no one needs the built command. Left
 * out is what only tries whether the compiler survives any text, and what takes seconds to ask what others ask, too.
 */
export default {
  ...base,
  test: {
    ...base.test,
    globalSetup: [],
    include: [
      'test/dsl/**/*.test.ts',
      'test/runtime/value/**/*.test.ts',
      'test/runtime/extractors/**/*.test.ts',
    ],
    exclude: ['test/dsl/**/mutations.test.ts', 'test/dsl/round-trip.test.ts', 'test/dsl/2-parse/cst.test.ts'],
  },
};
