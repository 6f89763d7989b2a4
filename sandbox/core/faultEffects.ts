import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { echoed } from "./echo";
import type { ControlChange, Fault, FaultEffect, StatusEffect } from "./faults";
import type { LogEntry } from "./log";
import type { Service } from "./service";
import { pause, type Waiting } from "./waiting";

const TICK_MS = 20;
/** Stands where the nesting comes, which is written by hand: a serializer would run out of stack. */
const NESTED = "nested, as asked";

/** A request that a fault strikes, with all that faults need. */
export interface Struck {
  fault: Fault;
  service: Service;
  reply: FastifyReply;
  entry: LogEntry;
  headers: IncomingHttpHeaders;
  /** The request's body, read before anything else; "" where the fault doesn't need it. */
  body: string;
  waiting: Waiting;
  /** Makes the changes that somebody else makes meanwhile. */
  change(changes: ControlChange[]): Promise<void>;
}

/** What was sent instead of calling the service, or nothing when the request goes on. */
export type Outcome = "answered" | "goes on";

/** Whether there has to be an answer that the fault can change, and so the work is done whatever `after` says. */
function changesAnswer(effect: FaultEffect): boolean {
  return (
    "slowBody" in effect ||
    "brokenBody" in effect ||
    "cutBody" in effect ||
    "wrongShape" in effect ||
    "oversized" in effect
  );
}

function comesAfter({ fault, after }: Fault): boolean {
  return after === true || changesAnswer(fault);
}

/** Whether the body has to be here before the fault strikes: to work on once the client has gone, or to repeat it. */
export function needsBody({ fault: effect, after }: Fault): boolean {
  return "lateCommitMs" in effect || ("gate" in effect && !after) || "echo" in effect;
}

/** What the fault does before the work. */
export async function strikeBefore(struck: Struck): Promise<Outcome> {
  const { fault, service, reply, entry, waiting } = struck;
  const effect = fault.fault;
  if (effect.change && !fault.after) await struck.change(effect.change);
  if (comesAfter(fault)) return "goes on";
  if ("hang" in effect || "drop" in effect) {
    // Hijacked: from here on the framework leaves the connection alone.
    reply.hijack();
    if ("drop" in effect) reply.raw.destroy();
    return "answered";
  }
  if ("status" in effect || "redirect" in effect) {
    reply.send(instead(struck));
    return "answered";
  }
  if ("delayMs" in effect) await waiting.pause(effect.delayMs);
  if ("lateCommitMs" in effect) await waiting.pause(effect.lateCommitMs);
  if ("gate" in effect) await waiting.hold(entry);
  if ("revokeTokens" in effect) service.revokeTokens();
  return "goes on";
}

/** What it does when the work is done and `payload` is the true answer's body. Returns what to send. */
export async function strikeAfter(struck: Struck, payload: unknown): Promise<unknown> {
  const { fault, service, reply, entry, waiting } = struck;
  const effect = fault.fault;
  if (effect.change && fault.after) await struck.change(effect.change);
  if (!comesAfter(fault)) return payload;
  if ("drop" in effect) reply.raw.destroy();
  if ("drop" in effect || "hang" in effect) return new Promise(() => {});
  if ("status" in effect || "redirect" in effect) {
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    return instead(struck);
  }
  if ("delayMs" in effect) await waiting.pause(effect.delayMs);
  if ("gate" in effect) await waiting.hold(entry);
  if ("revokeTokens" in effect) service.revokeTokens();
  return changesAnswer(effect) ? otherBody(effect, reply, typeof payload === "string" ? payload : "") : payload;
}

function instead(struck: Struck): string {
  const { reply, fault } = struck;
  const effect = fault.fault;
  if ("redirect" in effect) {
    // 307 and not 302: it asks the client to send method, body and credentials again, to wherever it points.
    reply.code(307).header("location", effect.redirect);
    return "";
  }
  if (!("status" in effect)) throw new Error("no such fault");
  const { status, headers = {}, body } = effect;
  reply
    .code(status)
    .headers({ "content-type": typeof body === "string" ? "text/html" : "application/json", ...headers });
  const failure = failureOf(struck, effect);
  if (failure !== undefined) return failure;
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** The error in the service's own form that the fault asks for, if it does. */
function failureOf({ service, headers, body, entry }: Struck, effect: StatusEffect): string | undefined {
  const { status, echo, nested, longMessage } = effect;
  const failure = (message: string, details: unknown): string =>
    JSON.stringify(service.inStyle(service.failure(entry.path, status, message, details)).body);
  if (echo !== undefined) {
    const secrets = echoed(headers, body, echo);
    return failure(`You sent ${secrets.join(" and ")}`, secrets);
  }
  if (longMessage !== undefined) return failure("x".repeat(longMessage), []);
  if (nested === undefined) return undefined;
  return failure(NESTED, NESTED).replaceAll(JSON.stringify(NESTED), "[".repeat(nested) + "]".repeat(nested));
}

function otherBody(effect: FaultEffect, reply: FastifyReply, answer: string): unknown {
  if ("slowBody" in effect) {
    if (answer === "") return answer;
    reply.header("content-length", Buffer.byteLength(answer));
    return Readable.from(trickle(Buffer.from(answer), effect.slowBody));
  }
  // A 204 can't carry a body, so one that gets a body is a 200.
  if (reply.statusCode === 204) reply.code(200);
  if (!reply.hasHeader("content-type")) reply.header("content-type", "application/json");
  const text = answer === "" ? '{"result":[]}' : answer;
  const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
  if ("brokenBody" in effect) return half;
  if ("wrongShape" in effect) return JSON.stringify(effect.wrongShape);
  if ("cutBody" in effect) {
    reply.header("content-length", Buffer.byteLength(text));
    return Readable.from(cut(Buffer.from(half)));
  }
  if ("oversized" in effect) return Readable.from(padding(effect.oversized));
  throw new Error("no such fault");
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
  throw new Error("cut off, as asked");
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
