/** An address of IPv4 (four bytes) or IPv6 (eight groups of 16 bits), in the units in which it is written. */
export interface IpAddress {
  readonly units: readonly number[];
  readonly unitBits: 8 | 16;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** An address as text; undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  const units = text.includes(':') ? parseV6(text) : parseV4(text);
  return units && { units, unitBits: text.includes(':') ? 16 : 8 };
}

/** `1.2.3.4`, without leading zeros: some read those as octal. */
function parseV4(text: string): readonly number[] | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256))
    return undefined;
  return octets.map(Number);
}

/** RFC 4291: groups of hexadecimal digits, once `::` for groups of 0, and maybe an IPv4 address at the end. */
function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 1 ? [] : parseGroups(halves[1]!, true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : undefined;
  return missing >= 1 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : undefined;
}

function parseGroups(text: string, mayEndInV4: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const last = groups.at(-1)!;
  if (!last.includes('.')) return groups.every(isGroup) ? groups.map(fromHex) : undefined;
  const octets = mayEndInV4 ? parseV4(last) : undefined;
  const others = groups.slice(0, -1);
  if (octets === undefined || !others.every(isGroup)) return undefined;
  const [a, b, c, d] = octets as [number, number, number, number];
  return [...others.map(fromHex), a * 256 + b, c * 256 + d];
}

function isGroup(text: string): boolean {
  return /^[0-9A-Fa-f]{1,4}$/.test(text);
}

function fromHex(text: string): number {
  return Number.parseInt(text, 16);
}
