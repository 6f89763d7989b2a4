import type { FastifyInstance, FastifyRequest } from "fastify";
import { needsWork, pause, strikeAfter, strikeBefore } from "./faultEffects";
import { effectName, type Fault, type Faults } from "./faults";
import { isObject } from "./json";
import type { LogEntry, RequestLog } from "./log";
import type { Service } from "./service";

export interface Watch {
  log: RequestLog;
  faults: Faults;
  latencyMs(): number;
}

/** Logs every request to a service and applies latency and faults to it; goes before the service's own hooks. */
export function watchService(app: FastifyInstance, service: Service, watch: Watch): void {
  const flights = new WeakMap<FastifyRequest, { entry: LogEntry; later: Fault | undefined }>();

  app.addHook("onRequest", async (request, reply) => {
    const path = request.raw.url ?? "";
    const entry = watch.log.begin(service.name, request.method, path);
    reply.raw.once("finish", () => watch.log.end(entry, reply.raw.statusCode));
    reply.raw.once("close", () => watch.log.end(entry, 0));
    // Taken on arrival, so that the order of requests alone decides whom it strikes.
    const fault = watch.faults.take(service.name, request.method, path);
    if (fault) entry.fault = effectName(fault.fault);
    const later = fault && needsWork(fault) ? fault : undefined;
    flights.set(request, { entry, later });

    const latency = watch.latencyMs();
    if (latency > 0) await pause(latency);
    if (fault && !later) {
      const outcome = await strikeBefore(fault.fault, reply, () => service.revokeTokens());
      if (outcome === "answered") return reply;
    }
    return undefined;
  });

  app.addHook("preValidation", async (request) => {
    const flight = flights.get(request);
    const isJson = request.headers["content-type"]?.startsWith("application/json");
    if (flight && isJson && isObject(request.body)) flight.entry.fields = Object.keys(request.body);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const later = flights.get(request)?.later;
    return later ? strikeAfter(later.fault, reply, payload, () => service.revokeTokens()) : payload;
  });
}
