export { isoWeekOf, ordinalOf } from './civil.ts';
export { compileTimeFormat } from './format.ts';
export type { TimeFormat } from './format.ts';
export { momentOf } from './moment.ts';
export type { Moment } from './moment.ts';
export { findZone, UTC, zoneNumbered } from './zone.ts';
export type { Zone } from './zone.ts';
export { ZONE_NAMES } from './zone-names.ts';
