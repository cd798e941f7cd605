import type { ExtractorDefinition } from './define.ts';
import { parseInfluxLine } from './influx-line.ts';
import { refuseRule } from './no-rule.ts';

export const influxExtractor: ExtractorDefinition = {
  name: 'influx',
  doc: 'Reads a line of the InfluxDB line protocol.',
  rule: 'None: `influx||`.',
  result:
    'A record of `measurement`, `tags`, `fields` and `timestamp`; without a timestamp in the line it is the time at which the event came in, in nanoseconds.',
  examples: [
    {
      rule: '',
      text: 'wea\\ ther,location=us-midwest temperature=82,humid=true 1465839830100400200',
      result:
        '{"measurement": "wea ther", "tags": {"location": "us-midwest"}, "fields": {"temperature": 82.0, "humid": true}, "timestamp": 1465839830100400200}',
    },
    {
      rule: '',
      text: 'disk used=12i,path="/a \\"b\\"" 7',
      result:
        '{"measurement": "disk", "tags": {}, "fields": {"used": 12, "path": "/a \\"b\\""}, "timestamp": 7}',
    },
    { rule: '', text: 'no fields', result: null },
  ],
  compile: (rule) => {
    refuseRule('influx', rule);
    return {
      test: (text) => parseInfluxLine(text, 0n) !== undefined,
      extract: (text, ingestNs) => parseInfluxLine(text, ingestNs),
    };
  },
};
