/**
 * SipHash (Aumasson and Bernstein, 2012) with any number of rounds: a hash of 64 bits under a key of 128. Numbers of 64
 * bits are two of 32 here, low half first: several times as fast as bigint.
 */

/** The four numbers v0 … v3 of the state, each as two halves. */
type State = Uint32Array;

const LOW_KEYS = [0x70736575, 0x6e646f6d, 0x6e657261, 0x79746573] as const;
const HIGH_KEYS = [0x736f6d65, 0x646f7261, 0x6c796765, 0x74656462] as const;

/** `c` rounds for each 8 bytes and `d` at the end: SipHash-1-3, SipHash-2-4. */
export function sipHash(c: number, d: number, key: readonly [bigint, bigint], bytes: Uint8Array): bigint {
  const state = begin(key);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    absorb(state, view.getUint32(at, true), view.getUint32(at + 4, true), c);
  }
  const last = new DataView(new ArrayBuffer(8));
  for (let at = whole; at < bytes.length; at++) last.setUint8(at - whole, bytes[at]!);
  last.setUint8(7, bytes.length & 0xff);
  absorb(state, last.getUint32(0, true), last.getUint32(4, true), c);
  state[4]! ^= 0xff;
  for (let i = 0; i < d; i++) round(state);
  const low = (state[0]! ^ state[2]! ^ state[4]! ^ state[6]!) >>> 0;
  const high = (state[1]! ^ state[3]! ^ state[5]! ^ state[7]!) >>> 0;
  return (BigInt(high) << 32n) | BigInt(low);
}

function begin(key: readonly [bigint, bigint]): State {
  const state = new Uint32Array(8);
  for (let i = 0; i < 4; i++) {
    const half = key[i % 2 === 0 ? 0 : 1];
    state[2 * i] = LOW_KEYS[i]! ^ Number(half & 0xffffffffn);
    state[2 * i + 1] = HIGH_KEYS[i]! ^ Number(half >> 32n);
  }
  return state;
}

function absorb(state: State, low: number, high: number, rounds: number): void {
  state[6]! ^= low;
  state[7]! ^= high;
  for (let i = 0; i < rounds; i++) round(state);
  state[0]! ^= low;
  state[1]! ^= high;
}

function round(v: State): void {
  add(v, 0, 2);
  rotateXor(v, 2, 0, 13);
  swapHalves(v, 0);
  add(v, 4, 6);
  rotateXor(v, 6, 4, 16);
  add(v, 0, 6);
  rotateXor(v, 6, 0, 21);
  add(v, 4, 2);
  rotateXor(v, 2, 4, 17);
  swapHalves(v, 4);
}

/** The number at `to` plus that at `from`. */
function add(v: State, to: number, from: number): void {
  const low = v[to]! + v[from]!;
  v[to + 1]! += v[from + 1]! + (low > 0xffffffff ? 1 : 0);
  v[to] = low;
}

/** The number at `to`, rotated left by fewer than 32 bits, exclusive or that at `from`. */
function rotateXor(v: State, to: number, from: number, bits: number): void {
  const low = v[to]!;
  const high = v[to + 1]!;
  v[to] = ((low << bits) | (high >>> (32 - bits))) ^ v[from]!;
  v[to + 1] = ((high << bits) | (low >>> (32 - bits))) ^ v[from + 1]!;
}

/** Rotates by 32 bits. */
function swapHalves(v: State, at: number): void {
  const low = v[at]!;
  v[at] = v[at + 1]!;
  v[at + 1] = low;
}
