import type { IncomingHttpHeaders } from "node:http";
import { isObject, type JsonObject } from "./json";

/** How an error encodes what it echoes of the request. */
export type Encoding = keyof typeof encoders;

/** As the strictest of the templating libraries escape. */
const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "/": "&#x2F;",
  "`": "&#x60;",
  "=": "&#x3D;",
};

const encoders = {
  raw: (text: string) => text,
  html: (text: string) => text.replace(/[&<>"'/`=]/g, (char) => entities[char] ?? char),
  /** As in a form's body. */
  form: (text: string) => new URLSearchParams({ "": text }).toString().slice(1),
  base64: (text: string) => Buffer.from(text).toString("base64"),
  /** A line break after every 16 characters. */
  lines: (text: string) => text.replace(/.{16}(?=.)/gs, "$&\n"),
  /** As within a JSON string, in ASCII only and with escaped slashes, which is valid too. */
  json: (text: string) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replaceAll("/", "\\/")
      .replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
};

export const encodings = Object.keys(encoders) as Encoding[];

/** The request's secrets in this encoding: the body's, and the credentials whole and in parts. */
export function requestSecrets(headers: IncomingHttpHeaders, body: string, encoding: Encoding): string[] {
  const secrets = new Set([...bodySecrets(headers, body), ...headerSecrets(headers.authorization ?? "")]);
  return [...secrets].map(encoders[encoding]);
}

function bodySecrets(headers: IncomingHttpHeaders, body: string): string[] {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const { client_secret, hashed_client_secret } = isForm
    ? Object.fromEntries(new URLSearchParams(body))
    : jsonAttributes(body);
  return [client_secret, hashed_client_secret].filter((secret) => typeof secret === "string");
}

function jsonAttributes(body: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** `Basic …`: the encoded pair, the pair, and its secret. `bearer …`: the token. OneLogin's older header: its secret. */
function headerSecrets(authorization: string): string[] {
  const older = /client_secret: *(\S+)/i.exec(authorization)?.[1];
  if (older !== undefined) return [older];
  const [scheme = "", value = ""] = authorization.split(/ +/);
  if (value === "") return [];
  if (scheme.toLowerCase() !== "basic") return [value];
  const pair = Buffer.from(value, "base64").toString();
  return [value, pair, pair.slice(pair.indexOf(":") + 1)];
}
