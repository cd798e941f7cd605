/** So much is kept: programs name few patterns and formats, data could bring any number. */
const MOST_KEPT = 256;

/** Gives what was made for this text before, if it is not too long ago. */
export function remember<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(text, made);
    return made;
  };
}
