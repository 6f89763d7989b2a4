import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { applyAfter, applyBefore, type FaultyRequest, needsBody } from "./faultEffects";
import type { ControlChange, Fault, Faults } from "./faults";
import { effectName } from "./faultValidation";
import { isObject } from "./json";
import type { LogEntry, RequestLog } from "./log";
import type { Service } from "./service";
import { Cancelled, type Waiting } from "./waiting";

export interface RequestHooks {
  log: RequestLog;
  faults: Faults;
  waiting: Waiting;
  latencyMs(): number;
  change(changes: ControlChange[]): Promise<void>;
}

interface TrackedRequest {
  entry: LogEntry;
  fault: Fault | undefined;
  /** Set where it was read before the framework does. */
  body?: Buffer;
  /** Set while a fault may have something to do after the request is handled. */
  faulty?: FaultyRequest;
}

/** Logs every request to a service and applies latency and faults to it; precedes the service's own hooks. */
export function addRequestHooks(app: FastifyInstance, service: Service, hooks: RequestHooks): void {
  const { log, faults, waiting, change } = hooks;
  const tracked = new WeakMap<FastifyRequest, TrackedRequest>();
  const { name } = service.definition;

  app.addHook("onRequest", async (request, reply) => {
    const path = request.raw.url ?? "";
    const entry = log.begin(name, request.method, path);
    reply.raw.once("finish", () => log.end(entry, reply.raw.statusCode));
    reply.raw.once("close", () => log.end(entry, 0));
    // On arrival, so that the order of requests alone decides which of them triggers it.
    const fault = faults.trigger(name, request.method, path);
    if (fault) entry.fault = effectName(fault.fault);
    const state: TrackedRequest = { entry, fault };
    tracked.set(request, state);
    try {
      if (!(await isAnswered(request, reply, state))) return undefined;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      reply.hijack();
      reply.raw.destroy();
    }
    return reply;
  });

  /** Applies latency and the fault; true when the fault answered the request. */
  async function isAnswered(request: FastifyRequest, reply: FastifyReply, state: TrackedRequest): Promise<boolean> {
    const { entry, fault } = state;
    const { generation } = waiting;
    // First of all, since what hasn't been read of a request is lost when its client hangs up.
    if (fault && needsBody(fault)) state.body = await buffer(request.raw).catch(() => Promise.reject(new Cancelled()));
    const latency = hooks.latencyMs();
    if (latency > 0) await waiting.pause(latency);
    if (!fault) return false;
    const { headers } = request;
    const body = state.body?.toString() ?? "";
    const faulty: FaultyRequest = { fault, service, reply, entry, headers, body, waiting, change };
    if (await applyBefore(faulty)) return true;
    if (generation !== waiting.generation) throw new Cancelled();
    state.faulty = faulty;
    return false;
  }

  app.addHook("preParsing", async (request, _reply, payload) => {
    const body = tracked.get(request)?.body;
    return body === undefined ? payload : Readable.from(body.length === 0 ? [] : [body]);
  });

  app.addHook("preValidation", async (request) => {
    const state = tracked.get(request);
    const isJson = request.headers["content-type"]?.startsWith("application/json");
    if (state && isJson && isObject(request.body)) state.entry.fields = Object.keys(request.body);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const state = tracked.get(request);
    if (!state?.faulty) return payload;
    const { faulty } = state;
    // Once only: if it fails, the error response comes through here, too.
    delete state.faulty;
    state.entry.workStatus = reply.statusCode;
    try {
      return await applyAfter(faulty, payload);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      reply.raw.destroy();
      return new Promise(() => {});
    }
  });
}
