import type { Settings } from '../../../runtime/api.ts';
import { toJs } from '../../../runtime/value/convert.ts';
import { asArray, asRecord } from '../../../runtime/value/kind.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Value } from '../../../runtime/value/value.ts';
import { didYouMean, nearest, suggest } from '../../diagnostics/suggest.ts';
import { keysAt, notNeeded, takesInteger } from '../../4-analyse/index.ts';
import type { Findings } from '../../4-analyse/index.ts';
import { locate, spanOf } from './locate.ts';
import type { Place } from './locate.ts';
import { complaint, wanted } from './words.ts';
import type { Issue } from './words.ts';

/** Whose settings are checked. */
export interface Subject {
  /** ``connector `s3` ``. */
  readonly title: string;
  readonly schema: Settings;
  readonly formerNames: Readonly<Record<string, string>>;
  readonly place: Place;
  /** Keys that stand beside the record instead of in it (reported). */
  readonly misplaced: readonly string[];
}

/** Settings that are in order: defaults filled in. */
export interface Checked {
  readonly config: unknown;
}

/** Messages of the schema's author are kept; zod's own, marked by this text, are put in our words. */
const UNWORDED = '';

/**
 * Checks a settings record by its schema. Every complaint becomes a diagnostic at the key or value that it is about;
 * then the result is null.
 */
export function checkSettings(
  subject: Subject,
  settings: Value | undefined,
  findings: Findings,
): Checked | null {
  const given = settings ?? EMPTY_RECORD;
  const result = subject.schema.safeParse(toJs(given), { error: () => UNWORDED });
  if (result.success) return { config: result.data };
  for (const issue of result.error.issues.flatMap(flatten)) reportIssue(issue, subject, given, findings);
  return null;
}

/**
 * Of a union, the complaints of the one variant that the value was probably meant to be: the only one whose kind it
 * has. Otherwise the union itself, which then lists what it takes.
 */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  if ('options' in issue && issue.options !== undefined) {
    return [{ code: 'invalid_value', path: issue.path, message: issue.message, values: issue.options }];
  }
  const meant = issue.errors.filter((errors) =>
    errors.every((each) => each.path.length > 0 || !isWholly(each)),
  );
  if (meant.length !== 1) return [issue];
  return meant[0]!.flatMap((each) => flatten({ ...each, path: [...issue.path, ...each.path] }));
}

/** Is the complaint about the value as such, not about something in it? */
function isWholly(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function reportIssue(issue: Issue, subject: Subject, settings: Value, findings: Findings): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportUnknownKey(key, issue.path, subject, findings);
    return;
  }
  const found = valueAt(settings, issue.path);
  if (found === undefined && isAboutValue(issue)) reportMissing(issue, subject, settings, findings);
  else reportWrong(issue, subject, found, findings);
}

function isAboutValue(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

function reportUnknownKey(
  key: string,
  path: readonly PropertyKey[],
  subject: Subject,
  findings: Findings,
): void {
  const { formerNames, schema, title } = subject;
  const known = keysAt(schema, path);
  const current = Object.hasOwn(formerNames, key) ? formerNames[key] : undefined;
  findings.error({
    code: 'FR409',
    title: `unknown setting \`${settingName([...path, key])}\` of ${title}`,
    span: locate(subject.place, [...path, key]).name,
    label: 'no such setting',
    help: [
      current !== undefined
        ? `in flowrun: \`${current}\``
        : (notNeeded(title, key) ?? suggest(key, known, 'settings')),
      known.length === 0 ? `${title} has no settings` : undefined,
    ],
  });
}

function reportMissing(issue: Issue, subject: Subject, settings: Value, findings: Findings): void {
  const name = settingName(issue.path);
  const key = String(issue.path.at(-1));
  const parent = issue.path.slice(0, -1);
  if (isMisspelt(key, parent, subject, settings)) return;
  if (parent.length === 0 && subject.misplaced.includes(key)) return;
  findings.error({
    code: 'FR410',
    title: `missing setting \`${name}\` of ${subject.title}`,
    span: locate(subject.place, parent).name,
    label: `\`${key}\` is required`,
    help: [`add \`"${key}": …\`, ${wanted(issue, takesInteger(subject.schema, issue.path))}`],
  });
}

/** Has an unknown key beside it been answered with this one? One mistake, one message. */
function isMisspelt(key: string, parent: readonly PropertyKey[], subject: Subject, settings: Value): boolean {
  const { formerNames, schema } = subject;
  const known = keysAt(schema, parent);
  const unknown = [...(asRecord(valueAt(settings, parent) ?? null)?.keys() ?? [])].filter(
    (each) => !known.includes(each),
  );
  return unknown.some(
    (each) =>
      (Object.hasOwn(formerNames, each) && formerNames[each] === key) || nearest(each, known).includes(key),
  );
}

function reportWrong(issue: Issue, subject: Subject, found: Value | undefined, findings: Findings): void {
  const name = settingName(issue.path);
  const what = name === '' ? `the settings of ${subject.title}` : `setting \`${name}\` of ${subject.title}`;
  const isInteger = takesInteger(subject.schema, issue.path);
  const words = issue.message === UNWORDED ? complaint(issue, found ?? null, isInteger) : issue.message;
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  findings.error({
    code: CODES[issue.code] ?? 'FR414',
    title: `wrong value for ${what}`,
    span: spanOf(locate(subject.place, issue.path)),
    label: words,
    help: [typeof found === 'string' ? didYouMean(found, values) : undefined],
  });
}

const CODES: Readonly<Partial<Record<Issue['code'], string>>> = {
  invalid_type: 'FR411',
  invalid_union: 'FR411',
  too_small: 'FR412',
  too_big: 'FR412',
  not_multiple_of: 'FR412',
  invalid_value: 'FR413',
};

/** `tls.ca`, `entries[2].name`. */
function settingName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, step) =>
      typeof step === 'number' ? `${name}[${step}]` : name === '' ? String(step) : `${name}.${String(step)}`,
    '',
  );
}

function valueAt(value: Value, path: readonly PropertyKey[]): Value | undefined {
  let current: Value | undefined = value;
  for (const step of path) {
    if (current === undefined) return undefined;
    current = typeof step === 'number' ? asArray(current)?.[step] : asRecord(current)?.get(String(step));
  }
  return current;
}
