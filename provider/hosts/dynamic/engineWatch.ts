const everyMilliseconds = 400;

/**
 * Ends this process soon after the engine has died, so that it creates nothing that no state would contain.
 * Pulumi starts the provider process with the engine's address as its argument, and doesn't stop it when the engine is
 * killed: it would go on with the queued calls.
 */
export function endWithEngine(address: string | undefined, end: () => void): void {
  const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
  if (!host || !port) return;
  const timer = setInterval(async () => {
    // Loaded late: it isn't needed without an engine to watch.
    const { connect } = await import("node:net");
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => socket.destroy());
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Any other error says nothing about the engine.
      if (error.code === "ECONNREFUSED") end();
    });
    socket.unref();
  }, everyMilliseconds);
  timer.unref();
}
