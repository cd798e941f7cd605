process.stdout.write(`flowrun ${process.env.FLOWRUN_VERSION ?? ''}\n`);
