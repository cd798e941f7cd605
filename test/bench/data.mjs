// NDJSON of three shapes: `{"key": …, "payload": …}` with lines of about 100 B, 1 KB and 64 KB.
import { closeSync, openSync, writeSync } from 'node:fs';

/** A small generator of numbers with a seed, so that every run reads the same bytes. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'naïve', 'größe'];

function payload(next, bytes) {
  if (bytes < 200)
    return { id: Math.floor(next() * 1e9), word: WORDS[Math.floor(next() * 10)], ratio: next() };
  const actors = [];
  const result = {
    id: Math.floor(next() * 1e9),
    type: 'PushEvent',
    public: true,
    actors,
    created: '2026-11-21T10:00:00Z',
  };
  for (let size = 100; size < bytes; size += 118) {
    actors.push({
      id: Math.floor(next() * 1e9),
      login: WORDS[Math.floor(next() * 10)],
      url: 'https://api.example.com/users/' + Math.floor(next() * 1e6),
      score: next(),
    });
  }
  return result;
}

export const SHAPES = [
  { name: 'small', bytes: 100 },
  { name: 'medium', bytes: 1000 },
  { name: 'large', bytes: 64000 },
];

/** Writes a file of about `megabytes`; `keyOf(n)` names the key of line n. Returns lines and bytes. */
export function writeLines(path, shape, megabytes, maxLines, keyOf) {
  const next = random(7);
  const file = openSync(path, 'w');
  let lines = 0;
  let bytes = 0;
  let payloadBytes = 0;
  let block = '';
  // Payloads repeat after a while: making them must not take longer than reading them.
  const payloads = Array.from({ length: 500 }, () => JSON.stringify(payload(next, shape.bytes)));
  while (bytes + block.length < megabytes * 1e6 && lines < maxLines) {
    const text = payloads[lines % payloads.length];
    payloadBytes += Buffer.byteLength(text);
    block += `{"key": ${JSON.stringify(keyOf(lines++))}, "payload": ${text}}\n`;
    if (block.length > 1 << 20) {
      bytes += writeSync(file, block);
      block = '';
    }
  }
  bytes += writeSync(file, block);
  closeSync(file);
  return { path, lines, bytes, payloadBytes };
}
