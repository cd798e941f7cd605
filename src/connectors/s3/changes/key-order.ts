/**
 * The order of keys in a listing: that of their UTF-8 bytes (Amazon S3 user guide, "Listing object keys"), which is
 * the order of code points. JavaScript's own is by UTF-16 unit.
 */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Halves of a surrogate pair stand for code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
