// Loaded into a measured server (`node --import`): tells the benchmark over its IPC channel what it has used so far.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: (user + system) / 1e6, rssMb: process.memoryUsage.rss() / 1e6 });
});
// The channel alone keeps no server alive.
process.channel?.unref();
