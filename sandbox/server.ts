import type { AddressInfo } from "node:net";
import Fastify, { type FastifyReply } from "fastify";
import { controlRoutes } from "./controlRoutes";
import { Faults } from "./core/faults";
import { acceptJson } from "./core/json";
import { RequestLog } from "./core/log";
import { plugin } from "./core/plugin";
import { type Service, sendRefusals } from "./core/service";
import { watchService } from "./core/watch";
import { type Credentials, createServices, defaultSettings, type Settings } from "./services";
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
  const settings = new SettingsStore({ ...defaultSettings(), ...options.settings });
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
      const refusal = serviceAt(services, url)?.badRequest(url, error.message);
      void reply.code(400).send(refusal?.body);
    },
  });
  acceptJson(app);
  for (const service of services) service.configure({ ...settings.current });
  settings.onChange((changed) => {
    for (const service of services) service.configure(changed);
  });

  const controlled = { log, faults, settings, services };
  await app.register(
    plugin((scope) => controlRoutes(scope, controlled)),
    { prefix: "/_sandbox" },
  );
  for (const service of services) {
    const routes = plugin((scope) => {
      watchService(scope, service, { log, faults, latencyMs: () => settings.current.latencyMs });
      sendRefusals(scope, service);
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
