import type { CodeEntry } from './entry.ts';

/** FR561 to FR570: functions of the user's own. */
export const functionsCodes: readonly CodeEntry[] = [
  {
    code: 'FR561',
    title: 'a function in a constant that calls itself too often',
    why: '`recur` starts a function again at most 1024 times in one call, so that every event comes to an end. What does not end by then probably never does.',
    wrong: 'fn f(n) with recur(n + 1) end;\nconst A = f(0);',
    right: 'fn f(n) of case (10) => n case _ => recur(n + 1) end;\nconst A = f(0);',
  },
  {
    code: 'FR562',
    title: 'a function that is defined inside of something',
    why: 'Functions stand at the top of a script or a module, not in a case or in another function.',
    wrong: 'match event.n of\n  case 1 => fn f(a) with a end; f(1)\n  case _ => 0\nend',
    right: 'fn f(a) with a end;\nmatch event.n of\n  case 1 => f(1)\n  case _ => 0\nend',
  },
  {
    code: 'FR563',
    title: 'a function that is defined twice',
    why: 'A name stands for one function, whatever the number of its parameters.',
    wrong: 'fn f(a) with a end;\nfn f(a, b) with a + b end;',
    right: 'fn f(a) with a end;\nfn g(a, b) with a + b end;\ng(1, f(2))',
  },
  {
    code: 'FR564',
    title: 'something that a function does not see',
    why: 'A function sees its arguments, the constants and the functions that are defined before it; so its result depends on its arguments alone. The event, its metadata, the state, the arguments of the script and its locals are handed over. `args` is there only in a function whose parameters end with `...`, and holds what it was given beyond them. (In Tremor, `event` is `null` in a function.)',
    wrong: 'fn total() with event.price * event.count end;\ntotal()',
    right: 'fn total(order) with order.price * order.count end;\ntotal(event)',
  },
  {
    code: 'FR565',
    title: 'a `recur` that is not at the end',
    why: '`recur` starts the function again and needs no stack for it. That can only be the last thing that the function does: its last expression, or the last one in a case of a `match` that is.',
    wrong: 'fn sum(n) of case (0) => 0 case _ => n + recur(n - 1) end;\nsum(3)',
    right: 'fn sum(n, all) of case (0, all) => all case _ => recur(n - 1, all + n) end;\nsum(3, 0)',
  },
  {
    code: 'FR566',
    title: 'a function with cases that does not end with `case _`',
    why: 'A function has an answer for all arguments. So its last case takes everything; and only its last one does.',
    wrong: 'fn name(n) of case (1) => "one" end;',
    right: 'fn name(n) of case (1) => "one" case _ => "many" end;\nname(2)',
  },
  {
    code: 'FR567',
    title: 'a case of a function with a wrong number of patterns',
    why: 'A case has a pattern for each argument. `_` takes any, `...` at the end stands for all that follow.',
    wrong: 'fn f(a, b) of case (1) => "one" case _ => "other" end;',
    right: 'fn f(a, b) of case (1, _) => "one" case _ => "other" end;\nf(1, 2)',
  },
  {
    code: 'FR568',
    title: 'a function that is called before it is defined',
    why: 'A function is known from the end of its definition on. In its own body, `recur` calls it.',
    wrong: 'let a = f(1);\nfn f(n) with n + 1 end;\na',
    right: 'fn f(n) with n + 1 end;\nlet a = f(1);\na',
  },
  {
    code: 'FR569',
    title: 'an `intrinsic fn`',
    why: 'In Tremor, the standard library declares with it what the runtime brings. flowrun knows these functions without; a script or a module defines functions in the language.',
    wrong: 'intrinsic fn len(a) as array::len;',
    right: 'fn len(a) with array::len(a) end;\nlen([])',
  },
  {
    code: 'FR570',
    title: 'a parameter that is declared twice',
    why: 'Each parameter needs a name of its own.',
    wrong: 'fn f(a, a) with a end;',
    right: 'fn f(a, b) with a + b end;\nf(1, 2)',
  },
];
