import { parseIp } from './ip-address.ts';
import type { IpAddress } from './ip-address.ts';

/** A network: the addresses that begin with the same bits. */
export interface IpRange {
  readonly prefix: readonly number[];
  readonly mask: readonly number[];
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address on its own. Of an address in a network, `10.1.2.3/8`, the network. */
export function parseRange(text: string): IpRange | undefined {
  const [, written = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseIp(length === undefined ? written : fillIn(written));
  if (address === undefined) return undefined;
  const bits = address.units.length * address.unitBits;
  const size = length === undefined ? bits : Number(length);
  if (size > bits) return undefined;
  const mask = maskOf(address, size);
  return { prefix: address.units.map((unit, index) => unit & mask[index]!), mask };
}

/** `10/8` for `10.0.0.0/8`. */
function fillIn(written: string): string {
  if (!/^\d+(?:\.\d+){0,2}$/.test(written)) return written;
  return written + '.0'.repeat(3 - written.split('.').length + 1);
}

function maskOf({ units, unitBits }: IpAddress, size: number): readonly number[] {
  const full = 2 ** unitBits - 1;
  return units.map((_, index) => {
    const own = Math.min(Math.max(size - index * unitBits, 0), unitBits);
    return full - (2 ** (unitBits - own) - 1);
  });
}

export function contains({ prefix, mask }: IpRange, { units }: IpAddress): boolean {
  if (units.length !== prefix.length) return false;
  for (let i = 0; i < units.length; i++) if ((units[i]! & mask[i]!) !== prefix[i]!) return false;
  return true;
}
