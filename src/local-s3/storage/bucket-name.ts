const LABELS = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|--x-s3|--table-s3|\.mrap)$/;

/** Whether S3 would make a bucket of this name; all such names are safe as folders. */
export function isBucketName(name: string): boolean {
  if (name.length < 3 || name.length > 63) return false;
  return LABELS.test(name) && !IP_ADDRESS.test(name) && !RESERVED.test(name);
}
