/**
 * S3's order of keys: by the bytes of their UTF-8 form.
 *
 * JavaScript compares UTF-16 units, which is the same order except that surrogates (U+10000 and above) come before
 * U+E000–U+FFFF instead of after. Keys are well-formed Unicode, so fixing up the first unit that differs is enough.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
