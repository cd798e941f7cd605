/** Goes through the text of a pattern and writes what it is for the engine. */
export class Reader {
  readonly text: string;
  offset = 0;
  #output = '';

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.text.length;
  }

  get output(): string {
    return this.#output;
  }

  peek(): string {
    return this.text.charAt(this.offset);
  }

  /** 2 where a pair of surrogates makes one character. */
  characterLength(): number {
    return this.text.codePointAt(this.offset)! > 0xffff ? 2 : 1;
  }

  /** What the sticky `pattern` finds here; nothing moves. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text);
  }

  /** Leaves out what `pattern` finds here. */
  skip(pattern: RegExp): boolean {
    const found = this.match(pattern);
    if (found === null || found[0] === '') return false;
    this.offset += found[0].length;
    return true;
  }

  copy(length: number): void {
    this.replace(length, this.text.slice(this.offset, this.offset + length));
  }

  /** Takes `length` characters and writes `output` in their place. */
  replace(length: number, output: string): void {
    this.#output += output;
    this.offset += length;
  }
}
