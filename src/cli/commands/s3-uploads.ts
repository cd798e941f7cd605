import { createOldestUploads } from '../../connectors/s3/uploads/oldest-uploads.ts';
import type { OldestUploads } from '../../connectors/s3/uploads/oldest-uploads.ts';
import { sweepUploads } from '../../connectors/s3/uploads/sweep-uploads.ts';
import type { SweepOptions, SweptUpload } from '../../connectors/s3/uploads/sweep-uploads.ts';
import { openUploadAccess } from '../../connectors/s3/uploads/upload-access.ts';
import { parseDuration } from '../../connectors/parse-duration.ts';
import { UsageError } from '../exit.ts';
import { openUploadPlaces } from '../upload-places.ts';
import type { PlaceOptions, UploadPlace } from '../upload-places.ts';
import { abortedLine, uploadJson, uploadTable, uploadTotals } from '../upload-report.ts';

export interface UploadsOptions extends PlaceOptions {
  readonly prefix?: string;
  readonly abortOlderThan?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** As many as anybody reads. Totals and aborting know no bound. */
const SHOWN = 10_000;

/** `flowrun s3 uploads`: lists the multipart uploads that were left open; aborts the old ones on request only. */
export async function uploadsCommand(file: string | undefined, options: UploadsOptions): Promise<void> {
  const { prefix, dryRun } = options;
  const abortOlderThanMs = parseAge(options);
  const opened = await openUploadPlaces(file, options);
  const found = createOldestUploads<SweptUpload>(SHOWN);
  const aborted = { uploads: 0, bytes: 0 };
  const report = (): void => {
    const abort = abortOlderThanMs === undefined ? undefined : dryRun ? 'would abort' : 'aborted';
    const result = { uploads: found.list(), totals: found.totals(), aborted, abort } as const;
    process.stdout.write(options.json ? uploadJson(result) : uploadTable(result));
    process.stderr.write(`${uploadTotals(result)}\n`);
  };
  try {
    for (const place of distinct(opened.places)) {
      const sweep = {
        bucket: place.bucket,
        ...(prefix !== undefined && { prefix }),
        abortOlderThanMs,
        dryRun,
      };
      await sweepPlace(place, sweep, found, aborted);
    }
  } catch (error) {
    // What has been done is said before what could not be.
    if (found.totals().uploads > 0) report();
    throw error;
  } finally {
    await opened.close();
  }
  report();
}

async function sweepPlace(
  { endpoint }: UploadPlace,
  sweep: SweepOptions,
  found: OldestUploads<SweptUpload>,
  aborted: { uploads: number; bytes: number },
): Promise<void> {
  const access = openUploadAccess({ endpoint, signal: new AbortController().signal });
  try {
    for await (const upload of sweepUploads(access, sweep)) {
      found.add(upload);
      if (upload.outcome !== 'aborted' && upload.outcome !== 'would abort') continue;
      aborted.uploads++;
      aborted.bytes += upload.size?.bytes ?? 0;
      if (upload.outcome === 'aborted') process.stderr.write(`${abortedLine(upload)}\n`);
    }
  } finally {
    access.client.destroy();
  }
}

function parseAge({ abortOlderThan, dryRun }: UploadsOptions): number | undefined {
  if (abortOlderThan === undefined) {
    if (!dryRun) return undefined;
    throw new UsageError('`--dry-run` says what `--abort-older-than` would do', 'give both, or neither');
  }
  const ms = parseDuration(abortOlderThan);
  if (ms !== undefined) return ms;
  throw new UsageError(
    `\`--abort-older-than ${abortOlderThan}\` is no duration`,
    'give a number and its unit: `7d`, `12h`, `1h30m`',
  );
}

/** Two connectors of a flow may write to one bucket. */
function distinct(places: readonly UploadPlace[]): readonly UploadPlace[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
