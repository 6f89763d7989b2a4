import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Fault, FaultEffect } from "./faults";

const TICK_MS = 20;

/** Waits; a waiting request doesn't keep the process alive once the sandbox is closed. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** What was sent instead of calling the service, or nothing when the request goes on. */
export type Outcome = "answered" | "goes on";

/** Whether the fault changes the answer, and so lets the work be done whatever `after` says. */
export function needsWork(fault: Fault): boolean {
  const effect = fault.fault;
  return (
    fault.after === true ||
    "slowBody" in effect ||
    "brokenBody" in effect ||
    "cutBody" in effect ||
    "wrongShape" in effect ||
    "oversized" in effect
  );
}

/** A fault that strikes before the work. */
export async function strikeBefore(
  effect: FaultEffect,
  reply: FastifyReply,
  revokeTokens: () => void,
): Promise<Outcome> {
  if ("delayMs" in effect) {
    await pause(effect.delayMs);
    return "goes on";
  }
  if ("revokeTokens" in effect) {
    revokeTokens();
    return "goes on";
  }
  if ("hang" in effect || "drop" in effect) {
    // Hijacked: from here on the framework leaves the connection alone.
    reply.hijack();
    if ("drop" in effect) reply.raw.destroy();
    return "answered";
  }
  reply.send(instead(effect, reply));
  return "answered";
}

/** A fault that strikes when the work is done and `payload` is the true answer's body. Returns what to send. */
export async function strikeAfter(
  effect: FaultEffect,
  reply: FastifyReply,
  payload: unknown,
  revokeTokens: () => void,
): Promise<unknown> {
  if ("revokeTokens" in effect) revokeTokens();
  if ("delayMs" in effect) await pause(effect.delayMs);
  if ("delayMs" in effect || "revokeTokens" in effect) return payload;
  if ("drop" in effect) reply.raw.destroy();
  if ("drop" in effect || "hang" in effect) return new Promise(() => {});
  if ("status" in effect || "redirect" in effect) {
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    return instead(effect, reply);
  }
  return otherBody(effect, reply, typeof payload === "string" ? payload : "");
}

function instead(effect: FaultEffect, reply: FastifyReply): string {
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
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
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
