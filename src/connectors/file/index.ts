import { defineConnector } from '../../runtime/api.ts';
import { describeFilePosition, describeFileState } from './describe.ts';
import { fileSettings } from './settings.ts';

/** `file`: reads a file of any size, or writes one. */
export const fileConnector = defineConnector({
  type: 'file',
  doc: [
    'Reads a file of any size in constant memory, or writes one. A relative `path` starts at the folder of the `.flow` file.',
    '',
    'Reading: a gzip file is recognised by its first bytes, whatever it is called; when it is cut off, what came before that',
    'stands and the error goes to `err`. The flow ends when the file has been read.',
    '',
    'Reading several files: `path` may have wildcards. `*` is any number of characters of a name, `?` is one, `[a-z]` one of',
    'these, `[!a-z]` none of them, `**` any number of folders, `{a,b}` one of the two. Brackets or a backslash make such a',
    'character stand for itself: `[*]`. Names that begin with a dot are matched by a pattern that does, too. Links that a',
    'wildcard finds are passed over unless `follow_links` is set, so that nobody leads a flow out of its folder. The files that',
    'match when the flow starts are read one after another, in the order of the code units of their paths (`app-10` before',
    '`app-9`); after a restart with the one that was being read. That no file matches is an error.',
    '',
    'Following (`follow`): reads on as the files grow, and takes up files that appear, until the flow is stopped. A line that is',
    'not complete waits for its end. A file that is renamed is read to its end and for `rotate_wait` after that, beside the one',
    'that comes in its place; one that is cut or written anew is read from its beginning, and a warning says what is known to be',
    'lost; one that is deleted may come back. The position is kept for ever: see [following files](../guide/following.md).',
    '',
    'Writing: `write` replaces the file, `append` goes on at its end, `overwrite` writes over what is there from the',
    'beginning without cutting off the rest. The bytes are on disk when the flow has ended. What was in the file stays until',
    'the first event is written or the flow ends well: a flow that cannot start changes nothing.',
    '',
    'Both go on from a checkpoint: reading at the byte, writing behind the last byte that the checkpoint knows of; what was',
    'written behind that is cut off first (`overwrite` writes over it). A file that is not the one that was being read (its first',
    'bytes are others, or it is shorter than what was read), and an output that has become shorter, are an error that says so: see',
    '[checkpoints](../guide/checkpoints.md).',
    '',
    'A flow must not read and write the same file, nor write it with two connectors. Named pipes and sockets are refused, because',
    'nothing can end a wait for their other end: use `stdio` and redirect it.',
  ].join('\n'),
  example: `define flow copying
flow
    define connector input from file with
        codec = "json",
        preprocessors = ["separate"],
        config = { "path": "in.ndjson" }
    end;
    define connector output from file with
        codec = "json",
        postprocessors = ["separate"],
        config = { "path": "out.ndjson", "mode": "write" }
    end;
    create connector input;
    create connector output;
    connect /connector/input to /connector/output;
end;
deploy flow copying;`,
  settings: fileSettings,
  codec: 'required',
  meta: {
    '$file.path':
      'set on every event that is read: the path as given in the settings, or that of the file as the pattern finds it',
  },
  roles: ({ mode }) => ({ source: mode === 'read', sink: mode !== 'read' }),
  identity: ({ path, mode, follow }) => ({
    path,
    mode: mode === 'truncate' ? 'write' : mode,
    ...(follow ? { follow } : {}),
  }),
  describePosition: describeFilePosition,
  describeState: describeFileState,
  async createSource(config, context) {
    const { createSource } = await import('./create-source.ts');
    return createSource(config, context);
  },
  async createSink(config, context) {
    const { createFileSink } = await import('./sink.ts');
    return createFileSink(config, context);
  },
});
