import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { pino } from 'pino';
import type { Logger } from '../runtime/api.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where lines of talk go: stderr, by way of whoever draws there. */
export type WriteLine = (line: string) => void;

export interface LogOptions {
  readonly level: LogLevel;
  readonly json: boolean;
  readonly colour: boolean;
  readonly write: WriteLine;
}

/** The logger of the command: pino, as JSON lines or as text for people. */
export function createLogger(options: LogOptions): Logger {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = chunk.toString('utf8').trimEnd();
      options.write(options.json ? line : toText(line, options.colour));
      done();
    },
  });
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

const COLOURS = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/** `warn: files3: line 3 is no JSON (errors=3)`. */
function toText(line: string, colour: boolean): string {
  const {
    level,
    msg,
    time: _time,
    ...fields
  } = JSON.parse(line) as Record<string, unknown> & {
    level: LogLevel;
    msg: string;
  };
  const name = colour ? styleText([COLOURS[level], 'bold'], level, { validateStream: false }) : level;
  const details = Object.entries(fields).map(([key, value]) => `${key}=${asText(value)}`);
  return details.length === 0 ? `${name}: ${msg}` : `${name}: ${msg} (${details.join(', ')})`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
