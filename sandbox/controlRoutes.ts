import type { FastifyInstance } from "fastify";
import type { Faults } from "./core/faults";
import { isObject } from "./core/json";
import type { RequestLog } from "./core/log";
import { plugin } from "./core/plugin";
import type { Service } from "./core/service";
import type { SettingsStore } from "./settingsStore";

export interface Controlled {
  log: RequestLog;
  faults: Faults;
  settings: SettingsStore;
  services: Service[];
}

/** The control interface, relative to `/_sandbox`. Only JSON; 204 for what has nothing to say, 400 with a message. */
export function controlRoutes(app: FastifyInstance, { log, faults, settings, services }: Controlled): void {
  app.setErrorHandler((error: Error, _request, reply) => reply.code(400).send({ message: error.message }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "no such control call or object" }));

  app.get("/", async () => ({ get: ["log", "objects", "faults", "settings"].map((call) => `/_sandbox/${call}`) }));

  app.get("/log", async () => log.entries());
  app.delete("/log", async (_request, reply) => {
    log.clear();
    return reply.code(204).send();
  });

  app.get("/faults", async () => faults.list());
  app.post("/faults", async (request, reply) => {
    faults.add(request.body);
    return reply.code(204).send();
  });
  app.delete("/faults", async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.get("/settings", async () => settings.current);
  app.patch("/settings", async (request, reply) => {
    settings.set(request.body);
    return reply.code(204).send();
  });

  app.get("/objects", async () => Object.fromEntries(services.map((service) => [service.name, service.objects()])));
  app.post("/seed", async (request, reply) => {
    const counts = isObject(request.body) ? request.body : {};
    for (const [what, count] of Object.entries(counts)) {
      if (!Number.isInteger(count) || (count as number) < 0) throw new Error(`seed ${what} must be a number`);
    }
    for (const service of services) service.seed(counts as Record<string, number>);
    return reply.code(204).send();
  });
  app.post("/revoke-tokens", async (_request, reply) => {
    for (const service of services) service.revokeTokens();
    return reply.code(204).send();
  });
  app.post("/reset", async (_request, reply) => {
    log.clear();
    faults.clear();
    settings.reset();
    for (const service of services) {
      service.reset();
      service.configure({ ...settings.current });
    }
    return reply.code(204).send();
  });

  for (const service of services) {
    void app.register(
      plugin((scope) => service.controlRoutes(scope)),
      { prefix: `/${service.name}` },
    );
  }
}
