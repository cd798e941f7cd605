import { STD_MODULES, modulesBelow } from '../../runtime/std/index.ts';

/** Where Tremor keeps what comes with it: nobody else's modules can be called so. */
const ROOTS: ReadonlySet<string> = new Set(['std', 'tremor', 'cncf', 'google', 'http', 'aggr']);

/** Is this, as `canonicalModule` gives it, a standard module, or what the paths of some begin with? */
export function isStandard(module: string): boolean {
  return STD_MODULES.includes(module) || modulesBelow(module).length > 0;
}

/** Can only what comes with flowrun be meant? */
export function isReserved(path: readonly string[]): boolean {
  return ROOTS.has(path[0]!) && (path.length > 1 || path[0] === 'std');
}
