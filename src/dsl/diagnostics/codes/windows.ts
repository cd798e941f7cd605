import type { CodeEntry } from './entry.ts';

/** FR36x: windows by name and setting. */
export const windowCodes: readonly CodeEntry[] = [
  {
    code: 'FR360',
    title: 'a select from a window that is not defined',
    why: 'In the brackets behind `from` stand windows that this pipeline, or one around it, defines.',
    wrong:
      'define window ten from tumbling with size = 10 end;\nselect aggr::stats::count() from in[tenn] into out;',
    right:
      'define window ten from tumbling with size = 10 end;\nselect aggr::stats::count() from in[ten] into out;',
  },
  {
    code: 'FR361',
    title: 'a window that is not said when to close',
    why: 'A window closes after a number of events (`size`), after a time (`interval`), or when its script says so (`state`): one of the three.',
    wrong: 'define window w from tumbling with max_groups = 10 end;',
    right: 'define window w from tumbling with size = 100, max_groups = 10 end;',
  },
  {
    code: 'FR362',
    title: 'an unknown setting of a window',
    why: 'A window has `size` or `interval`, and may have `max_groups` and `flush`.',
    wrong: 'define window w from tumbling with sise = 2 end;',
    right: 'define window w from tumbling with size = 2 end;',
  },
  {
    code: 'FR363',
    title: 'a setting of a window with a wrong value',
    why: '`size` and `max_groups` are integers from 1 on, `interval` is a number of nanoseconds from 1 on, and `flush` is `true` or `false`.',
    wrong: 'define window w from tumbling with interval = "5s" end;',
    right: 'define window w from tumbling with interval = time::nanos::from_seconds(5) end;',
  },
  {
    code: 'FR364',
    title: 'a sliding window',
    why: 'Windows are `tumbling`: an event is in one of them. Windows that overlap are not there yet; several `select`s may be from the same port with different windows.',
    wrong: 'define window w from sliding with size = 2 end;',
    right: 'define window w from tumbling with size = 2 end;',
  },
  {
    code: 'FR365',
    title: 'a script of a window that does not fit it',
    why: 'A window with `state` closes when its script says so, so it has one; and its `script from tick`, if there is one, is run ten times a second. A window by `size` or `interval` may have a script that says how much an event counts, or when it was, and no other.',
    wrong: 'define window w from tumbling state 0 end;',
    right: 'define window w from tumbling state 0 script let state = state + 1; state > 9 end;',
  },
];

/** FR55x: selects from windows, their groups and aggregates. */
export const aggregateCodes: readonly CodeEntry[] = [
  {
    code: 'FR550',
    title: 'an aggregate where there is no window',
    why: 'An aggregate sums up the events of a window. It stands in what a `select` from a window selects; `where` and `group by` are asked for each event, before it is in a window, and `having` looks at what was selected.',
    wrong: 'select aggr::stats::count() from in into out',
    right: 'select aggr::stats::count() from in[ten] into out',
  },
  {
    code: 'FR551',
    title: 'an aggregate inside of an aggregate',
    why: 'The arguments of an aggregate are computed for every event, when nothing is summed up yet. Aggregate in two steps, with a stream between two selects.',
    wrong: 'select aggr::stats::max(aggr::stats::sum(event.n)) from in[ten] into out',
    right: 'select aggr::stats::max(event.n) from in[ten] into out',
  },
  {
    code: 'FR552',
    title: 'the event outside of an aggregate, in a select from a window',
    why: 'When a window closes, there are many events. An aggregate says which one is meant, or what to make of all of them. What they are grouped by is the same for all: it is in `group`, and can also be said again as it stands after `group by`.',
    wrong: 'select {"user": event.user, "name": event.name} from in[ten] group by event.user into out',
    right:
      'select {"user": event.user, "name": aggr::win::last(event.name)} from in[ten] group by event.user into out',
  },
  {
    code: 'FR553',
    title: '`group` or `window` where they are not known',
    why: 'What an event is grouped by, and the name of the window that closes, are known in what a `select` selects and after `having`.',
    wrong: 'select event from in where group[0] == 1 group by event.a into out',
    right: 'select event from in where event.a == 1 group by event.a into out',
  },
  {
    code: 'FR555',
    title: 'something that the script of a window cannot do',
    why: 'The script of a window looks at events and answers with the value of its last expression. It changes no event, and neither emits nor drops; `event` and `$` are not there in `script from tick`, and `state` only in a window with `state`.',
    wrong: 'define window w from tumbling state 0 script let event.seen = true; false end;',
    right: 'define window w from tumbling state 0 script let state = state + 1; state > 9 end;',
  },
];
