/** Goes through a text from left to right. */
export class TextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** What the sticky pattern finds here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  /** One digit at least, `most` at most. */
  takeDigits(most: number): string | undefined {
    let end = this.#at;
    while (end < this.#at + most && isDigit(this.#text.charCodeAt(end))) end++;
    if (end === this.#at) return undefined;
    const digits = this.#text.slice(this.#at, end);
    this.#at = end;
    return digits;
  }

  skip(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  skipBlanks(): void {
    this.take(/\s*/y);
  }

  /** The index of the name that stands here, long or short, however it is capitalised. */
  takeName(names: readonly string[], shortNames: readonly string[]): number | undefined {
    for (const list of [names, shortNames]) {
      const index = list.findIndex((name) => this.#standsHere(name));
      if (index < 0) continue;
      this.#at += list[index]!.length;
      return index;
    }
    return undefined;
  }

  #standsHere(name: string): boolean {
    return this.#text.slice(this.#at, this.#at + name.length).toLowerCase() === name.toLowerCase();
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
