/** What the connector waits for just now, of which the live line shows the newest. */
export interface WaitBoard {
  /** Puts a text up; the result takes it down again. */
  begin(text: string): () => void;
}

export function createWaitBoard(show: (text: string | null) => void): WaitBoard {
  const texts = new Set<{ readonly text: string }>();
  const showNewest = (): void => show([...texts].at(-1)?.text ?? null);
  return {
    begin(text) {
      const entry = { text };
      texts.add(entry);
      showNewest();
      return () => {
        texts.delete(entry);
        showNewest();
      };
    },
  };
}
