import type { FastifyInstance } from "fastify";

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body of a control call that sets attributes; throws when it isn't an object. */
export function attributesOf(body: unknown): JsonObject {
  if (!isObject(body)) throw new Error("the body must be an object of attributes");
  return body;
}

/** Whether the body itself has the attribute; every object inherits `toString` and `__proto__`. */
export function has(body: JsonObject, key: string): boolean {
  return Object.hasOwn(body, key);
}

export function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A non-negative decimal integer as paths and queries carry it; undefined for anything else. */
export function parseInteger(text: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
}

/**
 * JSON only, in place of the framework's parsers: an empty body counts as none, since clients send
 * `Content-Type: application/json` with a DELETE too, and `__proto__` is an attribute like any other.
 */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    if (body === "") {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error("The body is not valid JSON"), { statusCode: 400 }), undefined);
    }
  });
}
