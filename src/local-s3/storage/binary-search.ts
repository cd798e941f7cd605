/**
 * The first index whose item is `reached`, or the length. `reached` must be false up to some item, and true from there on.
 */
export function firstIndex<Item>(
  items: readonly Item[],
  reached: (item: Item, index: number) => boolean,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(items[middle]!, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
