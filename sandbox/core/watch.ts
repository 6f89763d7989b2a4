import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { effectName } from "./faultChecks";
import { needsBody, type Struck, strikeAfter, strikeBefore } from "./faultEffects";
import type { ControlChange, Fault, Faults } from "./faults";
import { isObject } from "./json";
import type { LogEntry, RequestLog } from "./log";
import type { Service } from "./service";
import { CutOff, type Waiting } from "./waiting";

export interface Watch {
  log: RequestLog;
  faults: Faults;
  waiting: Waiting;
  latencyMs(): number;
  change(changes: ControlChange[]): Promise<void>;
}

interface Flight {
  entry: LogEntry;
  fault: Fault | undefined;
  /** Set where it was read ahead of the framework. */
  body?: Buffer;
  /** What a fault still has to do once the work is done. */
  struck?: Struck;
}

/** Logs every request to a service and applies latency and faults to it; goes before the service's own hooks. */
export function watchService(app: FastifyInstance, service: Service, watch: Watch): void {
  const flights = new WeakMap<FastifyRequest, Flight>();

  app.addHook("onRequest", async (request, reply) => {
    const path = request.raw.url ?? "";
    const entry = watch.log.begin(service.name, request.method, path);
    reply.raw.once("finish", () => watch.log.end(entry, reply.raw.statusCode));
    reply.raw.once("close", () => watch.log.end(entry, 0));
    // Taken on arrival, so that the order of requests alone decides whom it strikes.
    const fault = watch.faults.take(service.name, request.method, path);
    if (fault) entry.fault = effectName(fault.fault);
    const flight: Flight = { entry, fault };
    flights.set(request, flight);
    try {
      if (await goesOn(request, reply, flight)) return undefined;
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      reply.hijack();
      reply.raw.destroy();
    }
    return reply;
  });

  /** Lets the request wait and the fault strike; false when it was answered instead of worked on. */
  async function goesOn(request: FastifyRequest, reply: FastifyReply, flight: Flight): Promise<boolean> {
    const { entry, fault } = flight;
    const { life } = watch.waiting;
    // The first of all, since a client that hangs up takes along what hasn't been read of its request.
    if (fault && needsBody(fault)) flight.body = await buffer(request.raw).catch(() => Promise.reject(new CutOff()));
    const latency = watch.latencyMs();
    if (latency > 0) await watch.waiting.pause(latency);
    if (!fault) return true;
    const { waiting, change } = watch;
    const { headers } = request;
    const body = flight.body?.toString() ?? "";
    const struck: Struck = { fault, service, reply, entry, headers, body, waiting, change };
    if ((await strikeBefore(struck)) === "answered") return false;
    if (life !== watch.waiting.life) throw new CutOff();
    flight.struck = struck;
    return true;
  }

  app.addHook("preParsing", async (request, _reply, payload) => {
    const body = flights.get(request)?.body;
    return body === undefined ? payload : Readable.from(body.length === 0 ? [] : [body]);
  });

  app.addHook("preValidation", async (request) => {
    const flight = flights.get(request);
    const isJson = request.headers["content-type"]?.startsWith("application/json");
    if (flight && isJson && isObject(request.body)) flight.entry.fields = Object.keys(request.body);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const flight = flights.get(request);
    const struck = flight?.struck;
    if (!struck) return payload;
    // Once only: should it fail, the answer that says so goes this way, too.
    delete flight.struck;
    flight.entry.workStatus = reply.statusCode;
    try {
      return await strikeAfter(struck, payload);
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      reply.raw.destroy();
      return new Promise(() => {});
    }
  });
}
