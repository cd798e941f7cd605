import type { Framer } from '../api.ts';
import { CodecError } from '../api.ts';
import type { ChooseFormat, CompressedFormat } from '../inflate/formats.ts';
import { brokenData, checkPadding } from '../inflate/inflater.ts';

/** Decompresses each frame by itself. A frame that becomes larger than `maxBytes` is an error, and so is a broken one. */
export function createFrameDecompressor(chooseFormat: ChooseFormat, maxBytes: number): Framer {
  return {
    pendingBytes: 0,
    push(bytes, start, end, offset, out) {
      const frame = bytes.subarray(start, end);
      const format = frame.length === 0 ? null : chooseFormat(frame);
      if (format === null) return out.frame(bytes, start, end, offset);
      let plain;
      try {
        plain = decompressFrame(frame, format, maxBytes);
      } catch (error) {
        if (!(error instanceof CodecError)) throw error;
        return out.error(error.message, bytes, start, end, offset);
      }
      out.frame(plain, 0, plain.length, offset);
    },
    // Nothing is held back.
    finish: () => undefined,
  };
}

/** What node:zlib gives with option `info`. */
interface Decompressed {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function decompressFrame(frame: Uint8Array, format: CompressedFormat, maxBytes: number): Uint8Array {
  let result;
  try {
    // The type of the result is that of option `info`.
    result = format.decompressSync(frame, { maxOutputLength: maxBytes, info: true }) as Decompressed;
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (failure.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new CodecError(`the frame is larger than \`max_frame_bytes\` (${maxBytes}) when decompressed`);
    }
    throw brokenData(format, failure, frame);
  }
  checkPadding(format, frame, frame.length - result.engine.bytesWritten);
  return result.buffer;
}
