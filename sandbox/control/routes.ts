import type { FastifyInstance } from "fastify";
import type { ControlChange, Faults } from "../core/faults";
import { isObject, parseInteger } from "../core/json";
import type { RequestLog } from "../core/log";
import { plugin } from "../core/plugin";
import type { Seeds } from "../core/resource";
import type { Service } from "../core/service";
import { checkTypes, type SettingsStore } from "../core/settings";
import type { Waiting } from "../core/waiting";

export interface Controlled {
  log: RequestLog;
  faults: Faults;
  waiting: Waiting;
  settings: SettingsStore<object>;
  services: Service[];
}

/** The control interface, relative to `/_sandbox`. JSON only; 204 where there is nothing to return, 400 with a message. */
export function controlRoutes(app: FastifyInstance, controlled: Controlled): void {
  const { log, faults, waiting, settings, services } = controlled;
  app.setErrorHandler((error: Error, _request, reply) => reply.code(400).send({ message: error.message }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "no such control call or object" }));

  app.get("/", async () => ({
    get: ["log", "objects", "faults", "held", "settings"].map((call) => `/_sandbox/${call}`),
  }));

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

  gateRoutes(app, waiting);

  app.get("/settings", async () => settings.current);
  app.patch("/settings", async (request, reply) => {
    settings.set(request.body);
    return reply.code(204).send();
  });

  app.get("/objects", async () =>
    Object.fromEntries(services.map((service) => [service.definition.name, service.objects()])),
  );
  app.post("/seed", async (request, reply) => {
    const seeds = validatedSeeds(request.body ?? {}, services);
    for (const service of services) service.seed(seeds);
    return reply.code(204).send();
  });
  app.post("/revoke-tokens", async (_request, reply) => {
    for (const service of services) service.revokeTokens();
    return reply.code(204).send();
  });
  app.post("/reset", async (_request, reply) => {
    // First, so that no request that waits affects what follows.
    waiting.cancelAll();
    log.clear();
    faults.clear();
    settings.reset();
    for (const service of services) {
      service.reset();
      service.settingsChanged({ ...settings.current });
    }
    return reply.code(204).send();
  });

  for (const service of services) {
    void app.register(
      plugin((scope) => service.controlRoutes(scope)),
      { prefix: `/${service.definition.name}` },
    );
  }
}

/** The seeds with the resources' defaults for those that aren't given. */
function validatedSeeds(given: unknown, services: Service[]): Seeds {
  const defaults: Seeds = Object.assign(
    {},
    ...services.flatMap(({ definition }) => definition.resources.map(({ seeds }) => seeds)),
  );
  if (!isObject(given)) throw new Error("seeds are an object");
  checkTypes(defaults, given, "seed");
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "number" && parseInteger(String(value)) !== value) {
      throw new Error(`seed ${name} must be a whole number that isn't negative`);
    }
  }
  return { ...defaults, ...(given as Seeds) };
}

/** Requests that a gate holds: which they are, and how they are released. */
function gateRoutes(app: FastifyInstance, waiting: Waiting): void {
  app.get<{ Querystring: { count?: string; timeoutMs?: string } }>("/held", async (request) => {
    const { count = "0", timeoutMs = "0" } = request.query;
    return waiting.whenHeld(parseInteger(count) ?? 0, parseInteger(timeoutMs) ?? 0);
  });
  app.post("/release", async (request) => {
    const count = isObject(request.body) ? request.body.count : undefined;
    if (count !== undefined && !Number.isInteger(count)) throw new Error("count must be a number");
    return { released: waiting.release(count === undefined ? Number.POSITIVE_INFINITY : (count as number)) };
  });
}

/** Makes changes as if somebody called the control interface. */
export function makeChanges(app: FastifyInstance): (changes: ControlChange[]) => Promise<void> {
  return async (changes) => {
    for (const { method, path, body } of changes) {
      const { statusCode, payload } = await app.inject({
        method,
        url: `/_sandbox${path}`,
        ...(body !== undefined && { headers: { "content-type": "application/json" }, payload: JSON.stringify(body) }),
      });
      if (statusCode >= 400) throw new Error(`the change ${method} ${path} was refused with ${statusCode}: ${payload}`);
    }
  };
}
