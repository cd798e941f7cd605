export type * from '../../runtime/plan.ts';
