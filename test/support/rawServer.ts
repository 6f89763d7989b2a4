import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A port whose connections are in a test's hands, byte by byte, until the test ends. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<{ port: number; accepted(): number }> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    accepted++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  );
  return { port: (server.address() as AddressInfo).port, accepted: () => accepted };
}
