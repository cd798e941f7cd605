/** Help that several phases give, because the same mistake can be found early or late. */

export const ONE_PATTERN =
  'write a case for each, or one with a condition: `case _ when …`, with `or` in the condition';

export const LAST_CASE = 'the case for everything else is `case _ => …`';

export const A_MODULE =
  'a module is a file: `use name;` reads `name.flow`, which holds what stands between `mod` and `end`';
