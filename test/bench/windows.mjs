// Events in a grouped window beside a count that somebody writes by hand, both in one process.
import { readFileSync } from 'node:fs';
import { Batch, builtInRegistry, compile, fromJs } from '../../dist/index.js';

const BATCH = 1_000;

const FLOW = `define flow bench flow
  define pipeline main pipeline
    define window w from tumbling with size = 1000 end;
    select {"key": group[0], "n": aggr::stats::count(), "sum": aggr::stats::sum(event.n)}
      from in[w] group by event.key into out;
  end;
  create pipeline main;
end; deploy flow bench;`;

const EMPTY = new Map();

/** Batches of events with so many keys, each key as often as the others. */
function batchesOf(events, keys) {
  const values = Array.from({ length: Math.max(keys, BATCH) }, (_, i) =>
    fromJs({ key: `key-${i % keys}`, n: i % 100 }),
  );
  return Array.from({ length: events / BATCH }, (_, index) => {
    const batch = new Batch({ uri: 'bench:' }, 0n);
    for (let i = 0; i < BATCH; i++) batch.push(values[(index * BATCH + i) % values.length], EMPTY, -1);
    return batch;
  });
}

/** Nanoseconds per event, the best of three. */
function time(events, run) {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / events);
  }
  return best;
}

function handWritten(batches) {
  const counts = new Map();
  const out = [];
  for (const { values } of batches) {
    for (const event of values) {
      const key = event.get('key');
      let group = counts.get(key);
      if (group === undefined) counts.set(key, (group = { n: 0, sum: 0 }));
      group.sum += event.get('n');
      if (++group.n === 1000) {
        out.push({ key, ...group });
        counts.delete(key);
      }
    }
  }
  return out.length;
}

const [eventsText = '1000000', ...keysTexts] = process.argv.slice(2);
const events = Number(eventsText);
const { value: plan } = await compile({ name: 'bench.flow', text: FLOW }, { registry: builtInRegistry() });
for (const keys of keysTexts.map(Number)) {
  const batches = batchesOf(events, keys);
  const collected = () => {
    const batch = new Batch({ uri: '' }, 0n);
    return { port: () => batch };
  };
  const windowed = time(events, () => {
    const pipeline = plan.flows[0].pipelines[0].create();
    for (const batch of batches) pipeline.push('in', batch, collected());
  });
  const byHand = time(events, () => handWritten(batches));
  const perSecond = (ns) => `${(1_000 / ns).toFixed(2)} million`;
  const status = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  console.log(
    `| ${keys.toLocaleString('en')} | ${perSecond(windowed)} | ${perSecond(byHand)} | ${Math.round(Number(status?.[1] ?? 0) / 1024)} MB |`,
  );
}
