import type { CodeEntry } from './entry.ts';

/** FR8xx, what only an event can show, and FR9xx, what only a run can show. */
export const runtimeCodes: readonly CodeEntry[] = [
  {
    code: 'FR821',
    title: 'an operator met kinds of values that it is not defined for',
    why: 'As FR521, with values from an event. `type::as_string` tells the kind of a value, and `match` tells cases apart.',
  },
  {
    code: 'FR822',
    title: 'a result did not fit in 64 bits',
    why: 'As FR522, with values from an event.',
  },
  {
    code: 'FR823',
    title: 'a division by zero',
    why: 'As FR523, with values from an event.',
  },
  {
    code: 'FR824',
    title: 'a shift by a number of bits that is not from 0 to 63',
    why: 'As FR524, with values from an event.',
  },
  {
    code: 'FR825',
    title: 'something that is no record was asked for a field',
    why: 'As FR525, with values from an event. `present` asks without an error.',
  },
  {
    code: 'FR826',
    title: 'something that is no array was asked for an item',
    why: 'As FR526, with values from an event. `present` asks without an error.',
  },
  {
    code: 'FR827',
    title: 'a field was not there',
    why: 'Reading a field that an event does not have is an error, so that a typing mistake does not pass for a missing value. `present event.a` asks whether it is there.',
    wrong: 'event.user.name',
    right: 'match event of\n  case %{ present user } => event.user.name\n  case _ => null\nend',
  },
  {
    code: 'FR828',
    title: 'an index that can be none',
    why: 'As FR528, with values from an event.',
  },
  {
    code: 'FR829',
    title: 'an index outside of an array',
    why: 'As FR529, with values from an event. `present event.list[2]` asks whether there is such an item.',
  },
  {
    code: 'FR830',
    title: 'a range that ended before it began',
    why: 'As FR530, with values from an event.',
  },
  {
    code: 'FR831',
    title: 'an argument of the wrong kind',
    why: 'As FR531, with values from an event.',
  },
  {
    code: 'FR832',
    title: 'a function that failed',
    why: 'As FR532, with values from an event.',
  },
  {
    code: 'FR833',
    title: 'a condition that was neither true nor false',
    why: 'Guards, `where` and `having` need `true` or `false`: compare explicitly.',
  },
  {
    code: 'FR834',
    title: 'a string or an array became too long',
    why: 'A string holds about 500 million characters, an array about 100 million items. What grows with every event or every turn of a loop has to be cut off somewhere.',
  },
  {
    code: 'FR841',
    title: 'a local was read before it was set',
    why: 'The `let` that sets it stands in a case that was not taken, or further down. `present name` asks whether it is set.',
  },
  {
    code: 'FR842',
    title: 'no case of a `match` matched',
    why: 'Without `case _`, a value that no case matches is an error.',
  },
  {
    code: 'FR843',
    title: 'an event came to a port that the script does not have',
    why: 'A script has the port `in` and those with a `script from`.',
  },
  {
    code: 'FR844',
    title: 'an event is nested too deeply',
    why: 'Comparing or converting a value with very many levels of arrays and records needs more stack than there is.',
  },
  {
    code: 'FR851',
    title: 'an event was emitted to a port that nobody selects from',
    why: 'It goes to the `err` port of the pipeline, so that nothing vanishes.',
  },
  {
    code: 'FR861',
    title: 'a function called itself too often',
    why: 'As FR561, with values from an event. Each call begins to count anew.',
  },
  {
    code: 'FR871',
    title: 'an event that an operator cannot deal with',
    why: 'An operator takes what it needs from an event and its metadata: `grouper::bucket`, for example, a `$class` and a `$rate`. The reference of the operators says what each one reads.',
  },
  {
    code: 'FR881',
    title: 'the results of a `for` could not be put together',
    why: 'As FR581, with values from an event.',
  },
  {
    code: 'FR882',
    title: 'a `patch` met a field that is there already',
    why: 'As FR582, with values from an event. `upsert` sets a field whether it is there or not.',
  },
  {
    code: 'FR883',
    title: 'a `patch` was to change a field that is not there',
    why: 'As FR583, with values from an event. `upsert` sets a field whether it is there or not.',
  },
  {
    code: 'FR884',
    title: 'a `patch` was to merge into a field that is no record',
    why: 'As FR584, with values from an event.',
  },
  {
    code: 'FR885',
    title: 'a `patch` or `merge` of something that is no record',
    why: 'As FR585, with values from an event.',
  },
  {
    code: 'FR886',
    title: 'a value that does not go into `<< … >>`',
    why: 'As FR586, with values from an event.',
  },
  {
    code: 'FR891',
    title: 'an event that would have begun a group too many',
    why: 'A window with `max_groups` keeps so many groups at a time. What does not fit goes to `err`; groups go when their windows close.',
  },
  {
    code: 'FR892',
    title: 'the script of a window gave an answer that cannot be used',
    why: 'A window by `size` asks how much an event counts, and one by `interval` when it was, in nanoseconds: both are integers from 0 on. A window with `state` asks whether to close, `true` or `false`, or `[emit, include]`.',
  },
  {
    code: 'FR893',
    title: '`each` met something that is no array',
    why: '`group by each(…)` makes a group for each item of an array. The event goes to `err`.',
  },
];
