const everyMilliseconds = 400;

/**
 * Ends this process soon after the engine has died, so that nothing is sent any more that no state would ever hold.
 * Pulumi starts the provider process with the engine's address as its argument, and leaves it alone when the engine is
 * killed: it would go on with what is queued.
 */
export function endWithEngine(address: string | undefined, end: () => void): void {
  const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
  if (!host || !port) return;
  const timer = setInterval(async () => {
    // Not before: without an engine to watch it would be loaded for nothing.
    const { connect } = await import("node:net");
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => socket.destroy());
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Any other trouble says nothing about the engine.
      if (error.code === "ECONNREFUSED") end();
    });
    socket.unref();
  }, everyMilliseconds);
  timer.unref();
}
