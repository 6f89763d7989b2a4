// Required into a process that is measured: answers "usage" with what the process has used so far, and "retained" with
// what it still holds once all garbage is gone.
process.on("message", (question) => {
  if (question === "retained") {
    global.gc();
    process.send({ megabytes: process.memoryUsage().heapUsed / 2 ** 20 });
  } else {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    process.send({ cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000, peakMegabytes: maxRSS / 1024 });
  }
});
// Nobody waits for messages for ever.
process.channel?.unref();
