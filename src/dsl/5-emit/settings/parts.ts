/** Codecs, preprocessors and postprocessors in the `with` of a connector: `"json"` or `{"name": …, "config": {…}}`. */
import type { Settings } from '../../../runtime/api.ts';
import { findPart } from '../../../runtime/registry.ts';
import type { LazyPart, Registry } from '../../../runtime/registry.ts';
import { aKind, asArray, asRecord, kindOf } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import { didYouMean, suggest } from '../../diagnostics/suggest.ts';
import { inFlowrun } from '../../4-analyse/index.ts';
import type { Findings } from '../../4-analyse/index.ts';
import type { PartPlan } from '../../../runtime/plan.ts';
import { checkSettings } from './check.ts';
import { locate, spanOf } from './locate.ts';
import type { Place } from './locate.ts';

/** What a part can be, and where the registry has those. */
const KINDS = {
  codec: { table: 'codecs', code: 'FR307' },
  preprocessor: { table: 'preprocessors', code: 'FR308' },
  postprocessor: { table: 'postprocessors', code: 'FR309' },
} as const;

type Kind = keyof typeof KINDS;

/** What the three kinds of definitions have in common. */
interface Definition {
  readonly settings: Settings;
  readonly formerNames?: Readonly<Record<string, string>>;
}

/** One part with its settings checked; null when that fails (reported). Loads the part. */
export async function checkPart(
  kind: Kind,
  value: Value,
  place: Place,
  registry: Registry,
  findings: Findings,
): Promise<PartPlan | null> {
  const named = nameAndConfig(kind, value, place, findings);
  if (named === null) return null;
  const parts: readonly LazyPart<Definition>[] = registry[KINDS[kind].table];
  const part = findPart(parts, named.name);
  if (part === undefined) {
    reportUnknown(kind, named, parts, findings);
    return null;
  }
  const { settings, formerNames = {} } = await part.load();
  const subject = {
    title: `${kind} \`${part.name}\``,
    schema: settings,
    formerNames,
    place: named.configPlace,
    misplaced: [],
  };
  const checked = checkSettings(subject, named.config, findings);
  return checked && { name: part.name, config: checked.config };
}

/** A list of parts, in the order in which they work. */
export async function checkParts(
  kind: Kind,
  value: Value,
  place: Place,
  registry: Registry,
  findings: Findings,
): Promise<readonly PartPlan[]> {
  const items = asArray(value);
  if (items === undefined) {
    findings.error({
      code: 'FR408',
      title: `wrong value for setting \`${kind}s\``,
      span: spanOf(place),
      label: `must be an array, found ${aKind(kindOf(value))}`,
      help: typeof value === 'string' ? [`write \`${kind}s = ["${value}"]\``] : [],
    });
    return [];
  }
  const plans: PartPlan[] = [];
  for (const [index, item] of items.entries()) {
    const plan = await checkPart(kind, item, locate(place, [index]), registry, findings);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}

interface Named {
  readonly name: string;
  readonly namePlace: Place;
  readonly config: Value | undefined;
  readonly configPlace: Place;
}

function nameAndConfig(kind: Kind, value: Value, place: Place, findings: Findings): Named | null {
  if (typeof value === 'string') {
    return {
      name: value,
      namePlace: place,
      config: undefined,
      configPlace: { name: spanOf(place), value: null },
    };
  }
  const record = asRecord(value);
  const name = record?.get('name');
  if (record === undefined || typeof name !== 'string') {
    findings.error({
      code: 'FR408',
      title: `wrong value for a ${kind}`,
      span: spanOf(locate(place, name === undefined ? [] : ['name'])),
      label:
        record === undefined
          ? `must be a name, found ${aKind(kindOf(value))}`
          : 'has no `name` that is a string',
      help: [`write its name, \`"…"\`, or \`{"name": "…", "config": {…}}\``],
    });
    return null;
  }
  checkKeys(kind, record.keys(), place, findings);
  const configPlace = record.has('config') ? locate(place, ['config']) : { name: spanOf(place), value: null };
  return { name, namePlace: locate(place, ['name']), config: record.get('config'), configPlace };
}

function checkKeys(kind: Kind, keys: Iterable<string>, place: Place, findings: Findings): void {
  for (const key of keys) {
    if (key === 'name' || key === 'config') continue;
    findings.error({
      code: 'FR409',
      title: `unknown setting \`${key}\` of a ${kind}`,
      span: locate(place, [key]).name,
      label: 'no such setting',
      help: [suggest(key, ['name', 'config'], 'settings')],
    });
  }
}

function reportUnknown(
  kind: Kind,
  { name, namePlace }: Named,
  parts: readonly LazyPart<unknown>[],
  findings: Findings,
): void {
  const names = parts.map((part) => part.name);
  const aliases = parts.flatMap((part) => part.aliases ?? []);
  findings.error({
    code: KINDS[kind].code,
    title: `unknown ${kind} \`${name}\``,
    span: spanOf(namePlace),
    label: `no such ${kind}`,
    help: [
      inFlowrun(kind, name, names) ??
        didYouMean(name, [...names, ...aliases]) ??
        suggest(name, names, `${kind}s`),
    ],
  });
}
