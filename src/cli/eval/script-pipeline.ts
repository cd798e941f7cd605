import { NO_FLOW } from '../../dsl/5-emit/evaluator.ts';
import type { CompiledScript } from '../../dsl/5-emit/script/index.ts';
import type { Batch } from '../../runtime/batch.ts';
import { errorEvent } from '../../runtime/error-event.ts';
import type { Pipeline } from '../../runtime/pipeline.ts';

const OUT = 0;
const ERR = 1;

/** A pipeline that is a script and nothing else: what it emits to any port but `err` comes out of `out`. */
export function createScriptPipeline(compiled: CompiledScript, name: string): Pipeline {
  const script = compiled.create();
  const { frame } = script;
  frame.instance = NO_FLOW;
  return {
    inputs: ['in'],
    outputs: ['out', 'err'],
    push(port, batch: Batch, out) {
      frame.origin = batch.origin;
      frame.ingestNs = batch.ingestNs;
      for (const [index, value] of batch.values.entries()) {
        const offset = batch.offsets[index]!;
        frame.event = value;
        frame.offset = offset;
        frame.meta = batch.metas[index]!;
        frame.offset = offset;
        const outcome = script.run(port);
        if (outcome === 'emit') {
          out.port(script.port === 'err' ? ERR : OUT).push(script.value, frame.meta, offset);
        } else if (outcome === 'error') {
          const error = script.error!.located;
          const origin = { uri: batch.origin.uri, offset };
          out
            .port(ERR)
            .push(errorEvent({ error, event: frame.event, origin, source: name }), frame.meta, offset);
        }
      }
    },
    needsTicks: false,
    tick: () => undefined,
    flush: () => undefined,
    capture: () => frame.state,
    restore(state) {
      frame.state = state;
    },
  };
}
