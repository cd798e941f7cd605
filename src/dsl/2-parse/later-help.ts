/** What does today what a part of a later version is for, by its code. */
export const INSTEAD_OF_LATER: Readonly<Record<string, string>> = {
  FR602: 'set the fields one by one: `let event.key = …`; `+` on two records merges them',
  FR603: 'for one level, write `+` between the two records',
};
