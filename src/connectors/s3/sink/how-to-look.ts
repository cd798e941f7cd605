import type { ObjectAddress } from '../client/object-store.ts';

/** What to type to see the uploads of a key that are open. */
export function howToLook({ bucket, key }: ObjectAddress): string {
  return `\`flowrun s3 uploads --bucket ${bucket} --prefix ${shellWord(key)}\` lists it`;
}

/** A key may hold anything; what a shell takes for one word as it is needs no quotes. */
function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
