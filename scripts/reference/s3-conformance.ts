import type { Check } from '../../test/s3-conformance/check.ts';
import type { KnownServer } from '../../test/s3-conformance/deviations/index.ts';

/** Every check of the conformance suite, and what the servers that were tested do instead. */
export function s3ConformancePage(checks: readonly Check[], servers: readonly KnownServer[]): string {
  const lines = [
    '# S3 conformance',
    '',
    'Made from `test/s3-conformance`; [how to test a server](../guide/other-servers.md).',
  ];
  for (const { title, deviations } of servers) {
    const known = checks.filter(({ name }) => deviations[name] !== undefined);
    lines.push('', `## What ${title} does otherwise`, '');
    if (known.length === 0) lines.push('Nothing.');
    else lines.push('| Check | It does instead |', '| --- | --- |');
    for (const { name } of known) lines.push(`| \`${name}\` | ${cell(deviations[name]!)} |`);
  }
  lines.push('', `## The ${checks.length} checks`, '', '| Check | What S3 does |', '| --- | --- |');
  for (const { name, says } of checks) lines.push(`| \`${cell(name)}\` | ${cell(says)} |`);
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
