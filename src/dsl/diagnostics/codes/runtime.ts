import type { CodeEntry } from './entry.ts';

/** FR84x to FR89x: what else only an event can show. */
export const runtimeCodes: readonly CodeEntry[] = [
  {
    code: 'FR841',
    title: 'a local was read before it was set',
    why: 'The `let` that sets it stands in a case that was not taken, or further down. `present name` asks whether it is set.',
    event: '{"kind": "b"}',
    wrong: 'match event.kind of\n  case "a" => let price = 1\n  case _ => null\nend;\nprice',
    right: 'let price = match event.kind of\n  case "a" => 1\n  case _ => 0\nend;\nprice',
  },
  {
    code: 'FR842',
    title: 'no case of a `match` matched',
    why: 'Without `case _`, a value that no case matches is an error.',
    event: '{"kind": "c"}',
    wrong: 'match event.kind of\n  case "a" => 1\n  case "b" => 2\nend',
    right: 'match event.kind of\n  case "a" => 1\n  case "b" => 2\n  case _ => 0\nend',
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
    why: 'A function can call itself 1024 times, so that one that never comes to its end does not keep the flow from going on. Each call begins to count anew. `for` goes over arrays and records of any length.',
    event: '{"n": 5000}',
    wrong:
      'fn sum(n, total) of\n  case (0, total) => total\n  case _ => recur(n - 1, total + n)\nend;\nsum(event.n, 0)',
    right: 'for range::range(1, event.n + 1) of\n  case (_, n) => n\n  into 0 use +\nend',
  },
  {
    code: 'FR871',
    title: 'an event that an operator cannot deal with',
    why: 'An operator takes what it needs from an event and its metadata: `grouper::bucket`, for example, a `$class` and a `$rate`. The reference of the operators says what each one reads.',
  },
  {
    code: 'FR881',
    title: 'the results of a `for` could not be put together',
    why: '`into` an array takes every result as an item, `into` a record the fields of results that are records; both only with `use +`. Everything else is computed with the operator after `use`.',
    event: '{"by_id": {"a": {"n": 1}, "b": 2}}',
    wrong: 'for event.by_id of\n  case (_, user) => user\n  into {}\nend',
    right: 'for event.by_id of\n  case (_, user) when type::is_record(user) => user\n  into {}\nend',
  },
  {
    code: 'FR882',
    title: 'a `patch` met a field that is there already',
    why: '`insert` is for fields that are not there yet, so that nothing is overwritten by mistake. `upsert` sets a field whether it is there or not.',
    event: '{"a": 1}',
    wrong: 'patch event of insert "a" => 2 end',
    right: 'patch event of upsert "a" => 2 end',
  },
  {
    code: 'FR883',
    title: 'a `patch` was to change a field that is not there',
    why: '`update` is for fields that are there, so that a typing mistake does not make a new one. `upsert` sets a field whether it is there or not.',
    event: '{"a": 1}',
    wrong: 'patch event of update "b" => 2 end',
    right: 'patch event of upsert "b" => 2 end',
  },
  {
    code: 'FR884',
    title: 'a `patch` was to merge into a field that is no record',
    why: '`merge "a"` needs a record in the field, or no such field. `upsert` replaces whatever is there.',
    event: '{"a": 1}',
    wrong: 'patch event of merge "a" => {"b": 2} end',
    right: 'patch event of upsert "a" => {"b": 2} end',
  },
  {
    code: 'FR885',
    title: 'a `patch` or `merge` of something that is no record',
    why: 'Only records can be patched and merged. A `case %{}` takes records only.',
    event: '[1, 2]',
    wrong: 'merge event of {"seen": true} end',
    right: 'match event of\n  case %{} => merge event of {"seen": true} end\n  case _ => event\nend',
  },
  {
    code: 'FR886',
    title: 'a value that does not go into `<< … >>`',
    why: 'An integer goes into as many bits as stand behind the `:`, 8 when nothing does; strings and bytes are written with `/binary`. Nothing is converted.',
    event: '{"n": "1"}',
    wrong: '<< event.n:8 >>',
    right: '<< integer::parse(event.n):8 >>',
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
