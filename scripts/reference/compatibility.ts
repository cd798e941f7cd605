import type { CompatibilityProfile, Fact } from '../../src/connectors/s3/client/compatibility/profile.ts';
import { PROFILES, UNKNOWN_PROFILE } from '../../src/connectors/s3/client/compatibility/profiles.ts';
import { GENERATED } from './generated.ts';

const ROWS: readonly (readonly [name: keyof Omit<CompatibilityProfile, 'name' | 'title'>, doc: string])[] = [
  ['equalParts', 'all parts of an upload but the last one have the same size'],
  ['integrity', 'what protects the bytes of a body on their way'],
  ['conditionalPut', '`If-None-Match: *` on PutObject'],
  ['conditionalComplete', '`If-None-Match: *` on CompleteMultipartUpload'],
  ['tags', '`tags` of objects are kept'],
  ['acl', '`acl` of objects has an effect'],
];

const INTRODUCTION = `What flowrun knows about servers other than AWS: the values of \`compatibility\` of connector \`s3\`.
[Connectors](../guide/connectors.md#other-servers-than-aws) tells what it does with that, and \`flowrun doctor\` tries what a
server really does.

Where a fact is from: *measured* by us on that version; *documented* by its maker; *reported* by its users; *assumed* by
us, until somebody looks. Conditions: \`holds\`, of many writers one wins; \`ignored\`, the header is accepted and means nothing
or not enough; \`refused\`, the request fails because of it; \`unknown\`, nobody has looked, so it is not trusted.
`;

/** docs/reference/compatibility.md. */
export function compatibilityPage(): string {
  const profiles = [...Object.values(PROFILES), UNKNOWN_PROFILE];
  return ['# Compatibility', GENERATED, INTRODUCTION, ...profiles.map(section)].join('\n');
}

function section(profile: CompatibilityProfile): string {
  const heading = profile.name === 'unknown' ? 'Not recognised' : `\`${profile.name}\`: ${profile.title}`;
  return [
    `## ${heading}\n`,
    '| ability | is | source |',
    '|---|---|---|',
    ...ROWS.map(([name, doc]) => `| ${doc} | ${valueOf(profile[name])} | ${sourceOf(profile[name])} |`),
    '',
  ].join('\n');
}

function valueOf({ is }: Fact<unknown>): string {
  return typeof is === 'boolean' ? (is ? 'yes' : 'no') : `\`${String(is)}\``;
}

function sourceOf({ source }: Fact<unknown>): string {
  const where = source.where.startsWith('https://') ? `<${source.where}>` : source.where;
  return `${source.kind}: ${where}`;
}
