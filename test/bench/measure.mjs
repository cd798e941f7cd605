// Loaded before a measured program (`node --import`): writes what the whole process took when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const report = {
    seconds: performance.now() / 1000,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    rssMb: maxRSS / 1024,
  };
  writeFileSync(process.env.BENCH_REPORT, JSON.stringify(report));
});
