import { S3Error } from '../errors.ts';

/** The region in which a bucket is when nobody says otherwise, and which therefore has no location constraint. */
const DEFAULT_REGION = 'us-east-1';
/** The first name of a region is still good. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([['EU', 'eu-west-1']]);

/** The location constraint of a bucket in `region`: the region, or nothing at all. */
export function constraintOf(region: string): string {
  return region === DEFAULT_REGION ? '' : region;
}

/** Whether `constraint`, undefined when there is none, puts a bucket into `region`, where the request was sent to. */
export function checkConstraint(constraint: string | undefined, region: string): void {
  if (constraint === DEFAULT_REGION) {
    throw new S3Error('InvalidLocationConstraint', undefined, { LocationConstraint: constraint });
  }
  const wanted = constraint === undefined ? DEFAULT_REGION : (OLD_NAMES.get(constraint) ?? constraint);
  if (wanted === region) return;
  throw new S3Error(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
