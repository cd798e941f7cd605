import stringWidth from 'string-width';
import type {
  ExaminationCheck,
  Examination,
  ExaminationFact,
  ExaminationLeftover,
} from '../../runtime/api.ts';
import { formatAge, formatBytes, plural } from '../units.ts';
import { isTrouble } from './diagnosis.ts';
import type { Diagnosis, ExaminedConnector } from './diagnosis.ts';

export interface RenderOptions {
  readonly colour: boolean;
}

/** The report for people. Ends with a line break. */
export function renderDiagnosis({ connectors, policy }: Diagnosis, options: RenderOptions): string {
  if (connectors.length === 0) return 'no connector of this flow has anything to examine\n';
  const sections = connectors.map((connector) => connectorSection(connector, options));
  const troubles = connectors.flatMap(({ checks }) => checks).filter(isTrouble).length;
  return [
    ...sections,
    `The least that an IAM policy must allow for this:\n${JSON.stringify(policy, null, 2)}\n`,
    troubles === 0
      ? 'everything that the flow needs works\n'
      : `${plural(troubles, 'thing')} that the flow needs ${troubles === 1 ? 'does' : 'do'} not work\n`,
  ].join('\n');
}

function connectorSection(connector: ExaminedConnector, options: RenderOptions): string {
  const { flow, connector: name, type, facts, checks, leftovers, notes } = connector;
  const lines = [bold(`flow \`${flow}\`, connector \`${name}\` (${type})`, options), ...factLines(facts)];
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  for (const subject of subjects) {
    const ofSubject = checks.filter((check) => check.subject === subject);
    lines.push('', `  ${subject}`, ...checkLines(ofSubject, options));
  }
  if (leftovers.total > 0) lines.push('', ...leftoverLines(leftovers));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `  note: ${note}`));
  return `${lines.join('\n')}\n`;
}

function factLines(facts: readonly ExaminationFact[]): readonly string[] {
  const width = widest(facts.map(({ name }) => name));
  return facts.map(({ name, value }) => `  ${pad(name, width)}  ${value}`);
}

const OUTCOMES = { works: 'works', fails: 'FAILS', skipped: '-' } as const;

function checkLines(checks: readonly ExaminationCheck[], options: RenderOptions): readonly string[] {
  const width = widest(checks.map(({ name }) => name));
  return checks.flatMap((check) => {
    const { name, outcome, isNeeded, detail = '', help } = check;
    const word = pad(OUTCOMES[outcome], 5);
    const need = isNeeded ? 'needed    ' : 'not needed';
    const line = `    ${pad(name, width)}  ${painted(word, check, options)}  ${need}  ${detail}`.trimEnd();
    return help === undefined || outcome !== 'fails' ? [line] : [line, `      = help: ${help}`];
  });
}

function leftoverLines({ total, oldest }: Examination['leftovers']): readonly string[] {
  const more = total > oldest.length ? `, the oldest ${oldest.length} of them` : '';
  const rows = oldest.map((leftover) => [ageOf(leftover), sizeOf(leftover), leftover.place, leftover.id]);
  const widths = [0, 1, 2].map((column) => widest(rows.map((row) => row[column]!)));
  return [
    `  ${plural(total, 'multipart upload')} left open, by this flow or by others, and billed${more}:`,
    ...rows.map((row) => `    ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ')}`),
  ];
}

function ageOf({ ageMs }: ExaminationLeftover): string {
  return ageMs === undefined ? 'of unknown age' : `${formatAge(ageMs)} old`;
}

function sizeOf({ bytes }: ExaminationLeftover): string {
  return bytes === undefined ? 'of unknown size' : formatBytes(bytes);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** Wide characters count as two, as terminals show them. */
function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

const GREEN = 32;
const RED = 31;
const YELLOW = 33;
const GREY = 90;

function painted(text: string, check: ExaminationCheck, { colour }: RenderOptions): string {
  if (!colour) return text;
  const ofFailure = isTrouble(check) ? RED : YELLOW;
  const code = { works: GREEN, fails: ofFailure, skipped: GREY }[check.outcome];
  return `\u001b[${code}m${text}\u001b[0m`;
}

function bold(text: string, { colour }: RenderOptions): string {
  return colour ? `\u001b[1m${text}\u001b[0m` : text;
}
