import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { ControlChange, Fault, FaultEffect, StatusEffect } from "./faults";
import type { LogEntry } from "./log";
import { requestSecrets } from "./requestSecrets";
import type { Service } from "./service";
import { pause, type Waiting } from "./waiting";

const TICK_MS = 20;
/** Replaced by the nested lists, which are written by hand: a serializer would overflow the stack. */
const NESTED = "nested, as requested";

/** A request that triggered a fault, with all that faults need. */
export interface FaultyRequest {
  fault: Fault;
  service: Service;
  reply: FastifyReply;
  entry: LogEntry;
  headers: IncomingHttpHeaders;
  /** The request's body, read before anything else; "" where the fault doesn't need it. */
  body: string;
  waiting: Waiting;
  /** Makes the changes of somebody else. */
  change(changes: ControlChange[]): Promise<void>;
}

/** Whether the fault alters the service's response, so that the request is handled first, whatever `after` says. */
function altersResponse(effect: FaultEffect): boolean {
  return (
    "slowBody" in effect ||
    "brokenBody" in effect ||
    "cutBody" in effect ||
    "wrongShape" in effect ||
    "oversized" in effect
  );
}

function isAfter({ fault, after }: Fault): boolean {
  return after === true || altersResponse(fault);
}

/** Whether the body has to be read first: to handle it after the client has gone, or to echo it. */
export function needsBody({ fault: effect, after }: Fault): boolean {
  return "lateCommitMs" in effect || ("gate" in effect && !after) || "echo" in effect;
}

/** What the fault does before the service handles the request. True when it was answered, so that it mustn't be handled. */
export async function applyBefore(request: FaultyRequest): Promise<boolean> {
  const { fault, service, reply, entry, waiting } = request;
  const effect = fault.fault;
  if (effect.change && !fault.after) await request.change(effect.change);
  if (isAfter(fault)) return false;
  if ("hang" in effect || "drop" in effect) {
    // Hijacked: from here on the framework leaves the connection alone.
    reply.hijack();
    if ("drop" in effect) reply.raw.destroy();
    return true;
  }
  if ("status" in effect || "redirect" in effect) {
    reply.send(replacement(request));
    return true;
  }
  if ("delayMs" in effect) await waiting.pause(effect.delayMs);
  if ("lateCommitMs" in effect) await waiting.pause(effect.lateCommitMs);
  if ("gate" in effect) await waiting.hold(entry);
  if ("revokeTokens" in effect) service.revokeTokens();
  return false;
}

/** What it does after that, when `payload` is the true response's body. Returns the body to send. */
export async function applyAfter(request: FaultyRequest, payload: unknown): Promise<unknown> {
  const { fault, service, reply, entry, waiting } = request;
  const effect = fault.fault;
  if (effect.change && fault.after) await request.change(effect.change);
  if (!isAfter(fault)) return payload;
  if ("drop" in effect) reply.raw.destroy();
  if ("drop" in effect || "hang" in effect) return new Promise(() => {});
  if ("status" in effect || "redirect" in effect) {
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    return replacement(request);
  }
  if ("delayMs" in effect) await waiting.pause(effect.delayMs);
  if ("gate" in effect) await waiting.hold(entry);
  if ("revokeTokens" in effect) service.revokeTokens();
  return altersResponse(effect) ? alteredBody(effect, reply, typeof payload === "string" ? payload : "") : payload;
}

/** Sets status and headers of the response that is sent instead of the service's; returns its body. */
function replacement(request: FaultyRequest): string {
  const { reply, fault } = request;
  const effect = fault.fault;
  if ("redirect" in effect) {
    // 307 and not 302: it asks the client to send method, body and credentials again, to wherever it points.
    reply.code(307).header("location", effect.redirect);
    return "";
  }
  if (!("status" in effect)) throw new Error("unknown fault");
  const { status, headers = {}, body } = effect;
  reply
    .code(status)
    .headers({ "content-type": typeof body === "string" ? "text/html" : "application/json", ...headers });
  const error = serviceError(request, effect);
  if (error !== undefined) return error;
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** The error in the service's own form, if that is what the fault asks for. */
function serviceError({ service, headers, body, entry }: FaultyRequest, effect: StatusEffect): string | undefined {
  const { status, echo, nested, longMessage } = effect;
  const error = (message: string, details: unknown): string =>
    JSON.stringify(service.formatError(service.customError(entry.path, status, message, details)).body);
  if (echo !== undefined) {
    const secrets = requestSecrets(headers, body, echo);
    return error(`You sent ${secrets.join(" and ")}`, secrets);
  }
  if (longMessage !== undefined) return error("x".repeat(longMessage), []);
  if (nested === undefined) return undefined;
  return error(NESTED, NESTED).replaceAll(JSON.stringify(NESTED), "[".repeat(nested) + "]".repeat(nested));
}

function alteredBody(effect: FaultEffect, reply: FastifyReply, original: string): unknown {
  if ("slowBody" in effect) {
    if (original === "") return original;
    reply.header("content-length", Buffer.byteLength(original));
    return Readable.from(trickle(Buffer.from(original), effect.slowBody));
  }
  // A 204 can't carry a body, so one that gets a body is a 200.
  if (reply.statusCode === 204) reply.code(200);
  if (!reply.hasHeader("content-type")) reply.header("content-type", "application/json");
  const text = original === "" ? '{"result":[]}' : original;
  const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
  if ("brokenBody" in effect) return half;
  if ("wrongShape" in effect) return JSON.stringify(effect.wrongShape);
  if ("cutBody" in effect) {
    reply.header("content-length", Buffer.byteLength(text));
    return Readable.from(cut(Buffer.from(half)));
  }
  if ("oversized" in effect) return Readable.from(padding(effect.oversized));
  throw new Error("unknown fault");
}

async function* trickle(bytes: Buffer, perTick: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += perTick) {
    if (at > 0) await pause(TICK_MS);
    yield bytes.subarray(at, at + perTick);
  }
}

async function* cut(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  await pause(TICK_MS);
  throw new Error("cut off, as requested");
}

function* padding(total: number): Generator<Buffer> {
  const start = '{"padding":"';
  const end = '"}';
  const chunk = Buffer.alloc(65_536, "x");
  yield Buffer.from(start);
  for (let left = Math.max(0, total - start.length - end.length); left > 0; left -= chunk.length) {
    yield left >= chunk.length ? chunk : chunk.subarray(0, left);
  }
  yield Buffer.from(end);
}
