import { bucketProblem, keyProblem } from '../../names.ts';

/** Where objects are moved to. */
export interface MoveTarget {
  /** Null: the bucket that is watched. */
  readonly bucket: string | null;
  /** All keys begin with this: what stands before the first place holder. */
  readonly literal: string;
  /** The key, in pieces: text, or what of the object stands there. */
  readonly pieces: readonly (string | { readonly field: Field })[];
}

type Field = 'key' | 'name' | 'date';

/** What of an object its place depends on: the same after a restart, so that a move that is made again has the same end. */
export interface MovedObject {
  readonly key: string;
  readonly lastModifiedMs: number;
}

type Parsed =
  | { readonly target: MoveTarget; readonly problem: null }
  | { readonly target: null; readonly problem: string };

/** Reads setting `move_to`: `done/`, `s3://archive/`, `done/{date}/{name}`. */
export function parseMoveTarget(text: string): Parsed {
  const [, bucket, path = text] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  const template = bucket === undefined ? text : path === text ? '' : path;
  const problem = bucket === undefined ? undefined : bucketProblem(bucket);
  if (problem !== undefined) return { target: null, problem };
  const pieces: (string | { readonly field: Field })[] = [];
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (name === 'key' || name === 'name' || name === 'date') {
      pieces.push({ field: name });
    } else if (name !== undefined || whole === '{' || whole === '}') {
      return {
        target: null,
        problem: `\`${whole}\` stands for nothing: there are \`{key}\`, \`{name}\` and \`{date}\``,
      };
    } else {
      pieces.push(whole);
    }
  }
  const namesObject = pieces.some((piece) => typeof piece !== 'string' && piece.field !== 'date');
  // Without a name in it, all objects would end at the same place.
  if (!namesObject) pieces.push({ field: 'key' });
  const literal = typeof pieces[0] === 'string' ? pieces[0] : '';
  if (hasDotSegment(literal)) return { target: null, problem: 'has `.` or `..` as a part of its path' };
  if (literal === '' && bucket === undefined)
    return {
      target: null,
      problem: 'begins with no prefix of its own, so that objects could end anywhere in the bucket',
    };
  return { target: { bucket: bucket ?? null, literal, pieces }, problem: null };
}

/** The key there, or why there is none. */
export function movedKey(
  { pieces, literal }: MoveTarget,
  { key, lastModifiedMs }: MovedObject,
  prefix: string,
): { readonly key: string } | { readonly problem: string } {
  const fields: Readonly<Record<Field, string>> = {
    key,
    name: key.slice(prefix.length),
    date: new Date(lastModifiedMs).toISOString().slice(0, 10),
  };
  const moved = pieces.map((piece) => (typeof piece === 'string' ? piece : fields[piece.field])).join('');
  // S3 takes them for names; what lies behind other servers, and whoever copies the objects to a disk, may not.
  if (hasDotSegment(moved.slice(literal.length))) {
    return {
      problem: `its key has \`.\` or \`..\` as a part of its path, which would lead out of \`${literal}\``,
    };
  }
  const problem = keyProblem(moved);
  return problem === undefined ? { key: moved } : { problem: `${problem} where it would be moved to` };
}

function hasDotSegment(path: string): boolean {
  return path.split('/').some((segment) => segment === '.' || segment === '..');
}
