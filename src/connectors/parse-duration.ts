export { LONGEST_TIMER_MS, MS_PER_NS, parseDuration } from '../runtime/api.ts';
