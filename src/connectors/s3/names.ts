/**
 * What S3 accepts as the name of a bucket and of an object. Each function gives the problem, or undefined.
 */

const MAX_KEY_BYTES = 1024;

/** Why S3 would refuse the key. Anything else is legal: `..`, empty segments, any Unicode. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'the key is empty';
  // A UTF-16 unit is at least one byte: most keys need not be measured.
  if (key.length * 3 > MAX_KEY_BYTES) {
    const bytes = Buffer.byteLength(key);
    if (bytes > MAX_KEY_BYTES) {
      return `the key has ${bytes} bytes, and S3 allows ${MAX_KEY_BYTES}: \`${key.slice(0, 40)}…\``;
    }
  }
  if (/\p{Surrogate}/u.test(key)) return 'the key contains half a surrogate pair, which has no UTF-8 form';
  return undefined;
}

/**
 * Why this cannot be a bucket. Looser than AWS (capitals, underscores and up to 255 characters pass) because other
 * servers and old buckets are; strict about what would change the meaning of a request.
 */
export function bucketProblem(bucket: string): string | undefined {
  if (bucket.startsWith('arn:')) return undefined;
  if (bucket.length < 3 || bucket.length > 255) return 'a bucket name has 3 to 63 characters';
  if (!/^[A-Za-z0-9._-]+$/.test(bucket)) {
    return `a bucket name has lower-case letters, digits, \`-\` and \`.\` only, and this is \`${bucket}\``;
  }
  if (!/^[A-Za-z0-9]/.test(bucket)) return 'a bucket name begins with a letter or a digit';
  return undefined;
}
