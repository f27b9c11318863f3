// Loaded into every child of the supervisor (`--import`): when the supervisor is gone, however it went, the
// channel to it closes and the child ends too. Workers that a child forks load this as well; their channel
// leads to the child and is none of our business.
if (process.ppid === Number(process.env.MARQUEE_SUPERVISOR) && process.channel) {
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), 5_000).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel.unref();
}
