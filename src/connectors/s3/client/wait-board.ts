import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';

/** What the connector waits for just now, of which the live line shows the newest. */
export interface WaitBoard {
  /** Puts a text up; the text is asked for again every second, as it says how long it has been up. */
  begin(text: () => string): Wait;
}

export interface Wait {
  /** There is something new to say. */
  changed(): void;
  /** Takes the text down. */
  end(): void;
}

const REFRESH_MS = 1000;

/** `show` is called when what is to be seen has changed, with null when nothing waits. */
export function createWaitBoard(show: (text: string | null) => void, clock: Clock = systemClock): WaitBoard {
  const texts = new Set<{ readonly text: () => string }>();
  let shown: string | null = null;
  let cancel: (() => void) | undefined;

  function showNewest(): void {
    const text = [...texts].at(-1)?.text() ?? null;
    if (text !== shown) show(text);
    shown = text;
  }

  function refresh(): void {
    showNewest();
    cancel = clock.after(REFRESH_MS, refresh);
  }

  return {
    begin(text) {
      const entry = { text };
      texts.add(entry);
      showNewest();
      cancel ??= clock.after(REFRESH_MS, refresh);
      return {
        changed: showNewest,
        end() {
          texts.delete(entry);
          if (texts.size === 0) {
            cancel?.();
            cancel = undefined;
          }
          showNewest();
        },
      };
    },
  };
}
