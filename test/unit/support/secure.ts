import { createServer as createHttpServer, type Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import tls from "node:tls";
import { generate } from "selfsigned";
import { onTestFinished, vi } from "vitest";

export const hostname = "service.test";

/** Until a test's `vi.unstubAllEnvs()` the environment names no proxy, whatever this machine's does. */
export function noProxies(): void {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"])
    for (const spelled of [name, name.toLowerCase()]) vi.stubEnv(spelled, undefined);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

/**
 * A service with a certificate of its own making, for `service.test` and 127.0.0.1. It is made afresh: none that is kept
 * in a repository stays valid, and its key would look like a secret.
 */
export async function secureService() {
  const authorizations: (string | undefined)[] = [];
  const { private: key, cert } = await generate([{ name: "commonName", value: "pulumi-idp's tests" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: hostname },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const server = createServer({ key, cert }, (request, response) => {
    authorizations.push(request.headers.authorization);
    response.end('{"fine":true}');
  });
  return { port: await listening(server as unknown as Server), cert, authorizations };
}

/** From now on, until the test ends, this process trusts the certificate, as with NODE_EXTRA_CA_CERTS. */
export function trust(cert: string): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
}

/** A proxy that connects every tunnel to this port, and holds on to what it could read. */
export async function proxyTo(port: number, refuseWith?: string) {
  const asked: string[] = [];
  const headers: string[] = [];
  const proxy = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    headers.push(JSON.stringify(request.headers));
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    headers.push(JSON.stringify(request.headers));
    if (refuseWith) {
      client.end(`HTTP/1.1 ${refuseWith}\r\n\r\n`);
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  return { port: await listening(proxy), asked, headers };
}
