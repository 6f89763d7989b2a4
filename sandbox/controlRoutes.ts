import type { FastifyInstance } from "fastify";
import type { ControlChange, Faults } from "./core/faults";
import { isObject, parseInteger } from "./core/json";
import type { RequestLog } from "./core/log";
import { plugin } from "./core/plugin";
import type { Service } from "./core/service";
import type { Waiting } from "./core/waiting";
import type { SettingsStore } from "./settingsStore";

export interface Controlled {
  log: RequestLog;
  faults: Faults;
  waiting: Waiting;
  settings: SettingsStore;
  services: Service[];
}

/** The control interface, relative to `/_sandbox`. Only JSON; 204 for what has nothing to say, 400 with a message. */
export function controlRoutes(app: FastifyInstance, controlled: Controlled): void {
  const { log, faults, settings, services } = controlled;
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

  gateRoutes(app, controlled.waiting);

  app.get("/settings", async () => settings.current);
  app.patch("/settings", async (request, reply) => {
    settings.set(request.body);
    return reply.code(204).send();
  });

  app.get("/objects", async () => Object.fromEntries(services.map((service) => [service.name, service.objects()])));
  app.post("/seed", async (request, reply) => {
    const wanted = isObject(request.body) ? request.body : {};
    for (const [what, value] of Object.entries(wanted)) {
      const isRight = what.endsWith("Prefix") ? typeof value === "string" : parseInteger(String(value)) === value;
      if (!isRight) throw new Error(`seed ${what} must be a ${what.endsWith("Prefix") ? "text" : "number"}`);
    }
    for (const service of services) service.seed(wanted as Record<string, number | string>);
    return reply.code(204).send();
  });
  app.post("/revoke-tokens", async (_request, reply) => {
    for (const service of services) service.revokeTokens();
    return reply.code(204).send();
  });
  app.post("/reset", async (_request, reply) => {
    // First, so that nothing that waits can strike what comes.
    controlled.waiting.cutOff();
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

/** Requests that a gate holds: who they are, and letting them go. */
function gateRoutes(app: FastifyInstance, waiting: Waiting): void {
  app.get<{ Querystring: { count?: string; timeoutMs?: string } }>("/held", async (request) => {
    const { count = "0", timeoutMs = "0" } = request.query;
    return waiting.whenHeld(parseInteger(count) ?? 0, parseInteger(timeoutMs) ?? 0);
  });
  app.post("/release", async (request) => {
    const count = isObject(request.body) ? request.body.count : undefined;
    if (count !== undefined && !Number.isInteger(count)) throw new Error("count is a number");
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
