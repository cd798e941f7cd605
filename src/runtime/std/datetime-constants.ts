import { ZONE_NAMES } from '../time/index.ts';
import { defineConstants } from './constants.ts';
import type { ConstantDefinition } from './define.ts';

const RFC2822 = '%a, %d %b %Y %H:%M:%S %z';

/** `Etc/GMT+1` is `ETC_GMT_PLUS_1`, `America/Port-au-Prince` `AMERICA_PORT_AU_PRINCE`. */
function constantName(zone: string): string {
  return zone
    .replace(/\+(?=\d)/, '_PLUS_')
    .replace(/-(?=\d)/, '_MINUS_')
    .replaceAll(/[/-]/g, '_')
    .toUpperCase();
}

export const DATETIME_CONSTANTS: readonly ConstantDefinition[] = [
  ...defineConstants('datetime::formats', [
    ['RFC3339', '%Y-%m-%dT%H:%M:%S%.f%:z', 'RFC 3339, which is also ISO 8601.'],
    ['RFC2822', RFC2822, 'RFC 2822.'],
    ['RFC5322', RFC2822, 'RFC 5322, the same.'],
  ]),
  ...defineConstants(
    'datetime::timezones',
    ZONE_NAMES.map((zone) => [constantName(zone), zone, `The time zone ${zone}.`]),
  ),
];
