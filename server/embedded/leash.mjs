// Loaded into every child of the supervisor (`--import`): when the supervisor is gone, however it went, the
// channel to it closes and the child ends too.
process.on("disconnect", () => {
  setTimeout(() => process.exit(1), 5_000).unref();
  process.kill(process.pid, "SIGTERM");
});
process.channel?.unref();
