const LONGEST = 24 * 3600;

/** `+02:00`, `-0930`, `08:30`, `02`: seconds east of Greenwich; undefined for anything else. */
export function parseOffset(text: string): number | undefined {
  const match = /^([+-]?)(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hours, minutes = '0', seconds = '0'] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total >= LONGEST) return undefined;
  return sign === '-' ? 0 - total : total;
}

/** How exact an offset is written: `+02`, `+0200`, `+02:00` or `+02:00:00`. */
export type OffsetStyle = 'hours' | 'plain' | 'colon' | 'seconds';

export function offsetText(seconds: number, style: OffsetStyle): string {
  const size = Math.abs(seconds);
  const [hours, minutes] = [Math.floor(size / 3600), Math.floor(size / 60) % 60];
  const parts =
    style === 'hours' ? [hours] : style === 'seconds' ? [hours, minutes, size % 60] : [hours, minutes];
  const digits = parts.map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${digits.join(style === 'plain' ? '' : ':')}`;
}
