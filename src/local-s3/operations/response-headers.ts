import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';

/** The query parameters by which a reader changes what it is told about an object, and the headers they stand for. */
const OVERRIDES: Readonly<Record<string, string>> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

export const RESPONSE_PARAMETERS = Object.keys(OVERRIDES);

/** Only for signed requests, on S3; there are no others here. */
export function overridingHeaders({ query }: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [parameter, name] of Object.entries(OVERRIDES)) {
    const value = query.get(parameter);
    if (value === undefined) continue;
    if (/[^\t\x20-\x7e\xa0-\xff]/.test(value)) {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        ArgumentName: parameter,
        ArgumentValue: value,
      });
    }
    headers[name] = value;
  }
  return headers;
}
