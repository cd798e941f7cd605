/** The bytes that JSON gives a meaning, and tables that are indexed by a byte. */

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const UPPER_E = 0x45;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const LOWER_E = 0x65;
export const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
export const LOWER_T = 0x74;
export const LOWER_U = 0x75;
export const OPEN_RECORD = 0x7b;
export const CLOSE_RECORD = 0x7d;

/** 1 for what ends a run of plain string bytes: the quote, the backslash, control characters. */
export const STOPS_STRING = table((byte) => byte < SPACE || byte === QUOTE || byte === BACKSLASH);

/** 1 for the bytes that may follow a backslash, `u` excepted. */
export const SIMPLE_ESCAPE = table((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));

export const HEX_DIGIT = table((byte) => /[0-9a-fA-F]/.test(String.fromCharCode(byte)));

/** 1 for the four bytes that may stand between tokens. */
export const BLANK = table(
  (byte) => byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN,
);

function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}
