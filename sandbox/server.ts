import type { AddressInfo } from "node:net";
import Fastify, { type FastifyReply } from "fastify";
import { controlRoutes, makeChanges } from "./controlRoutes";
import { Faults } from "./core/faults";
import { acceptJson } from "./core/json";
import { RequestLog } from "./core/log";
import { plugin } from "./core/plugin";
import { send, sendRefusals } from "./core/refusal";
import type { Service } from "./core/service";
import { Waiting } from "./core/waiting";
import { watchService } from "./core/watch";
import { type Credentials, createServices, type Settings } from "./services";
import { SettingsStore } from "./settingsStore";

export interface ServerOptions {
  port: number;
  credentials: { onegini: Credentials; onelogin: Credentials };
  settings: Partial<Settings>;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Both services and the control interface on one port of the loopback interface. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = new RequestLog();
  const faults = new Faults();
  const waiting = new Waiting();
  const settings = new SettingsStore(options.settings);
  const services = createServices(options.credentials, () => settings.current);
  const app = Fastify({
    logger: false,
    // Hung requests would keep close() waiting otherwise.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 16_384 },
    // A URL that can't be decoded has no route, so no hooks, no log and no error handler.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const url = request.raw.url ?? "";
      const service = serviceAt(services, url);
      if (service) void send(service, reply, service.badRequest(url, error.message));
      else void reply.code(400).send({ message: error.message });
    },
  });
  acceptJson(app);
  for (const service of services) service.configure({ ...settings.current });
  settings.onChange((changed) => {
    for (const service of services) service.configure(changed);
  });

  const controlled = { log, faults, waiting, settings, services };
  await app.register(
    plugin((scope) => controlRoutes(scope, controlled)),
    { prefix: "/_sandbox" },
  );
  for (const service of services) {
    const routes = plugin((scope) => {
      const latencyMs = (): number => settings.current.latencyMs;
      watchService(scope, service, { log, faults, waiting, latencyMs, change: makeChanges(app) });
      sendRefusals(scope, service, () => settings.current);
      service.routes(scope);
    });
    await app.register(routes, { prefix: service.prefix });
  }
  await app.listen({ host: "127.0.0.1", port: options.port });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}

/** The one with the longest prefix that fits. */
function serviceAt(services: Service[], url: string): Service | undefined {
  return services
    .filter(({ prefix }) => url.startsWith(`${prefix}/`))
    .sort((one, other) => other.prefix.length - one.prefix.length)[0];
}
