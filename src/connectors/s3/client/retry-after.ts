type Headers = Readonly<Record<string, string | undefined>>;

/**
 * How long a server wants to be left alone, in milliseconds, from the header `Retry-After` (RFC 9110, section 10.2.3):
 * seconds, or a date. A date is counted from the `Date` of the same answer, so no clock of ours has a say in it.
 */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const text = headers?.['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const span = Date.parse(text) - Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(span) ? undefined : Math.max(0, span);
}
