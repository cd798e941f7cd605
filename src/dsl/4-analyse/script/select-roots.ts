import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis, Place } from './analysis.ts';
import { notConstant } from './not-constant.ts';

/** `event` and `$` in a `select` from a window: only within aggregates. Says false, and reports it, elsewhere. */
export function checkOfWindow(analysis: Analysis, what: '`event`' | '`$`', span: Span): boolean {
  const { clause, aggregate } = analysis;
  if (clause?.part !== 'target' || clause.isWindowed !== true || aggregate !== null) return true;
  const text = what.slice(1, -1);
  analysis.error({
    code: 'FR552',
    title: `${what} cannot be used here: a window has many events`,
    span,
    label: 'of which event?',
    help: [
      `wrap it into an aggregate: \`aggr::win::last(${text})\` is the one of the last event`,
      'what the window is grouped by is in `group`, and can be said again as it stands after `group by`',
    ],
  });
  return false;
}

/** `group` and `window`: in what is selected, and in `having`. Says false, and reports it, elsewhere. */
export function checkGroupRoot(
  analysis: Analysis,
  root: 'group' | 'window',
  span: Span,
  place: Place,
): boolean {
  if (place === 'constant') return notConstant(analysis, `\`${root}\``, span);
  const part = analysis.clause?.part;
  if (part === 'target' || part === 'having') return true;
  analysis.error({
    code: 'FR553',
    title: `\`${root}\` is not known here`,
    span,
    label: part === undefined ? 'only in a `select`' : `not yet known after \`${part}\``,
    help: [
      root === 'group'
        ? '`group` is there in what a `select` selects, and after `having`'
        : '`window` is there in what a `select` from a window selects, and after `having`',
    ],
  });
  return false;
}

/** `event`, `$` and `state` in the script of a window. Says false, and reports it, where they are not there. */
export function checkOfWindowScript(
  analysis: Analysis,
  root: 'event' | 'meta' | 'state',
  span: Span,
): boolean {
  const { windowPart } = analysis;
  if (windowPart === null) return true;
  const isThere = root === 'state' ? windowPart.hasState : windowPart.body === 'event';
  if (isThere) return true;
  analysis.error({
    code: 'FR555',
    title:
      root === 'state'
        ? '`state` is not there in this window'
        : `\`${root === 'meta' ? '$' : root}\` is not there when time goes on`,
    span,
    label: root === 'state' ? 'the window has no `state`' : 'a tick is no event',
    help: [
      root === 'state'
        ? 'a window with `state`, in place of `size` or `interval`, keeps one'
        : 'keep what is needed in `state`',
    ],
  });
  return false;
}

/** What only the script of a pipeline can do. Says whether it may. */
export function checkIsNoWindow(analysis: Analysis, what: string, span: Span, help: string): boolean {
  if (analysis.windowPart === null) return true;
  analysis.error({
    code: 'FR555',
    title: `the script of a window cannot ${what}`,
    span,
    label: 'it only looks at events',
    help: [help],
  });
  return false;
}
