import type { AddressInfo } from "node:net";
import Fastify, { type FastifyReply } from "fastify";
import { controlRoutes, makeChanges } from "./control/routes";
import type { Credentials } from "./core/context";
import { Faults } from "./core/faults";
import { handleErrors, sendError } from "./core/httpError";
import { acceptJson } from "./core/json";
import { RequestLog } from "./core/log";
import { plugin } from "./core/plugin";
import { addRequestHooks } from "./core/requestHooks";
import type { Service } from "./core/service";
import { SettingsStore } from "./core/settings";
import { Waiting } from "./core/waiting";
import { createServices, type ServiceName, type Settings, settingsDeclaration } from "./services";

export interface ServerOptions {
  port: number;
  credentials: Record<ServiceName, Credentials>;
  settings: Partial<Settings>;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** All services and the control interface on one port of the loopback interface. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = new RequestLog();
  const faults = new Faults();
  const waiting = new Waiting();
  const settings = new SettingsStore<Settings>(settingsDeclaration, options.settings);
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
      if (service) void sendError(service, reply, service.badRequest(url, error.message));
      else void reply.code(400).send({ message: error.message });
    },
  });
  acceptJson(app);
  for (const service of services) service.settingsChanged({ ...settings.current });
  settings.onChange((changed) => {
    for (const service of services) service.settingsChanged(changed);
  });

  const controlled = { log, faults, waiting, settings, services };
  await app.register(
    plugin((scope) => controlRoutes(scope, controlled)),
    { prefix: "/_sandbox" },
  );
  for (const service of services) {
    const routes = plugin((scope) => {
      const latencyMs = (): number => settings.current.latencyMs;
      addRequestHooks(scope, service, { log, faults, waiting, latencyMs, change: makeChanges(app) });
      handleErrors(scope, service, () => settings.current);
      service.routes(scope);
    });
    await app.register(routes, { prefix: service.definition.prefix });
  }
  await app.listen({ host: "127.0.0.1", port: options.port });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}

/** The one with the longest matching prefix. */
function serviceAt(services: Service[], url: string): Service | undefined {
  const prefixOf = ({ definition }: Service): string => definition.prefix;
  return services
    .filter((service) => url.startsWith(`${prefixOf(service)}/`))
    .sort((one, other) => prefixOf(other).length - prefixOf(one).length)[0];
}
