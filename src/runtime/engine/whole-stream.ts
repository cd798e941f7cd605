import type { FrameConsumer, Framer } from '../api.ts';

/** More than this of a stream without preprocessors is not held in memory. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** The framer of a stream without preprocessors: one frame from beginning to end. */
export function createWholeStreamFramer(maxBytes = MAX_FRAME_BYTES): Framer {
  let pieces: Uint8Array[] = [];
  let held = 0;
  let frameOffset = -1;
  let isTooLong = false;

  const giveUp = (out: FrameConsumer): void => {
    const bytes = Buffer.concat(pieces, held);
    const message = `the input is longer than ${maxBytes} bytes and has no preprocessor that cuts it into events, such as \`separate\``;
    out.error(message, bytes, 0, bytes.length, frameOffset);
    frameOffset += held;
    pieces = [];
    held = 0;
  };

  return {
    get pendingBytes() {
      return held;
    },
    push(bytes, start, end, offset, out) {
      if (frameOffset < 0) frameOffset = offset;
      for (let at = start; at < end;) {
        const take = Math.min(end - at, maxBytes - held);
        pieces.push(bytes.subarray(at, at + take));
        held += take;
        at += take;
        if (held === maxBytes && (at < end || isTooLong)) {
          isTooLong = true;
          giveUp(out);
        }
      }
    },
    finish(out) {
      if (held === 0) return;
      if (isTooLong) return giveUp(out);
      const frame = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, held);
      pieces = [];
      held = 0;
      out.frame(frame, 0, frame.length, frameOffset);
    },
  };
}
