export { durationSchema, parseDuration } from '../duration.ts';
