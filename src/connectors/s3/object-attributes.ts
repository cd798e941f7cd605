/**
 * What an object has beside its bytes. Plain data: the settings give the defaults, `$s3` of an object's first event
 * what differs.
 */
export interface ObjectAttributes {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly storageClass?: string | undefined;
  readonly sse?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly acl?: string | undefined;
  readonly tags?: StringRecord | undefined;
  readonly metadata?: StringRecord | undefined;
}

export type StringRecord = Readonly<Record<string, string>>;

/** What S3 allows in a set of strings, so that a mistake is found where it was made. */
export interface AttributeRule {
  /** `tags`, for messages. */
  readonly what: string;
  readonly maxEntries: number;
  readonly maxNameLength: number;
  readonly maxValueLength: number;
  /** Names and values together, in bytes. */
  readonly maxBytes: number;
  readonly name: RegExp;
  readonly value: RegExp;
  readonly allowed: string;
}

export const TAGS_RULE: AttributeRule = {
  what: 'tags',
  maxEntries: 10,
  maxNameLength: 128,
  maxValueLength: 256,
  maxBytes: Infinity,
  name: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u,
  value: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
  allowed: 'letters, digits, blanks and `_.:/=+-@`',
};

export const METADATA_RULE: AttributeRule = {
  what: 'metadata',
  maxEntries: Infinity,
  maxNameLength: Infinity,
  maxValueLength: Infinity,
  maxBytes: 2048,
  // A header name and a header value. S3 would hand anything else back in an encoded form.
  name: /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/,
  value: /^[\x20-\x7e]*$/,
  allowed: 'printable ASCII, because it travels in headers',
};

/** Why S3 would refuse this set, or undefined. */
export function attributeProblem(set: StringRecord, rule: AttributeRule): string | undefined {
  const entries = Object.entries(set);
  if (entries.length > rule.maxEntries)
    return `S3 allows ${rule.maxEntries} ${rule.what}, not ${entries.length}`;
  let bytes = 0;
  for (const [name, value] of entries) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (name.length > rule.maxNameLength || value.length > rule.maxValueLength) {
      return `\`${name.slice(0, 40)}\` in the ${rule.what} is too long: ${rule.maxNameLength} characters, ${rule.maxValueLength} for its value`;
    }
    if (!rule.name.test(name)) return `\`${name}\` cannot be a name in ${rule.what}: ${rule.allowed}`;
    if (!rule.value.test(value))
      return `the value of \`${name}\` in the ${rule.what} has more than ${rule.allowed}`;
  }
  if (bytes > rule.maxBytes) return `the ${rule.what} have ${bytes} bytes, and S3 allows ${rule.maxBytes}`;
  return undefined;
}

/** `override` where it says something, otherwise `base`; tags and metadata are joined. */
export function mergeAttributes(base: ObjectAttributes, override: ObjectAttributes): ObjectAttributes {
  return {
    contentType: override.contentType ?? base.contentType,
    contentEncoding: override.contentEncoding ?? base.contentEncoding,
    storageClass: override.storageClass ?? base.storageClass,
    sse: override.sse ?? base.sse,
    kmsKeyId: override.kmsKeyId ?? base.kmsKeyId,
    acl: override.acl ?? base.acl,
    tags: join(base.tags, override.tags),
    metadata: join(base.metadata, override.metadata),
  };
}

function join(base: StringRecord | undefined, more: StringRecord | undefined): StringRecord | undefined {
  return base === undefined || more === undefined ? (more ?? base) : { ...base, ...more };
}
