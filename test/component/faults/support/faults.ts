import type { FaultEffect } from "../../../../sandbox";

/** What a fault's effect is made of. */
export interface FaultContext {
  /** Where no request may ever arrive. */
  foreignUrl: string;
  /** The secrets that the request carries. */
  secrets: string[];
}

export interface MatrixFault {
  name: string;
  /** What the sandbox does to a request, unless it's not even listening. */
  effect: "refuse connections" | ((context: FaultContext) => FaultEffect);
  /** It occurs after the work. */
  after?: true;
  /** After one occurrence, does the operation succeed all the same? Left out: either is right. */
  recovers?: boolean;
  /** The work is done, but its answer can't be read. */
  corruptsAnswer?: true;
  /** Nobody waits for the answer any longer, while the service may still be at work. */
  isLate?: true;
  /** A held request, whose work is done as soon as the client has given up: only for the one that does the work. */
  commitsLate?: true;
  /** The only service that knows it. */
  service?: "onelogin" | "onegini";
  requestTimeoutSeconds?: number;
  /** What an error caused by it says. */
  message?: RegExp;
}

const html = "<!doctype html><html><body><h1>Bad Gateway</h1></body></html>";
const answer = (name: string, statusCode: number, message: string) => ({
  status: statusCode,
  body: { name, statusCode, message },
});
const limited = (headers: Record<string, string> = {}): FaultEffect => ({
  ...answer("TooManyRequestsError", 429, "Rate limit exceeded"),
  headers,
});
const noAnswer = /no response within 1 s/;
const checkAddress = /not JSON.*Check (that )?one\w+:url/;
/** HTTP's dates hold whole seconds only. */
const inTwoSeconds = () => new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toUTCString();

type Row = [effect: (context: FaultContext) => FaultEffect, recovers?: boolean, more?: Partial<MatrixFault>];

const beforeTheWork: Record<string, Row> = {
  "429, Retry-After in seconds": [() => limited({ "retry-after": "1" }), true],
  "429, Retry-After as a date": [() => limited({ "retry-after": inTwoSeconds() }), true],
  "429, X-RateLimit-Reset": [() => limited({ "x-ratelimit-reset": "1" }), true],
  "429, neither": [() => limited(), true],
  "429, an hour away": [() => limited({ "retry-after": "3600" }), false, { message: /asks to wait 3600 s, more than/ }],
  "500": [
    () => answer("InternalServerError", 500, "Something went wrong"),
    true,
    // What answers a request that carried a secret isn't shown.
    { message: /answered 500 to (.*went wrong|\w+ \/api\/v1\/.*message is not shown)/ },
  ],
  "502 with HTML": [() => ({ status: 502, body: html }), true, { message: /answered 502 to .*not JSON/ }],
  "503": [() => ({ status: 503 }), true, { message: /answered 503 to / }],
  "504 with HTML": [
    () => ({ status: 504, body: html }),
    true,
    { isLate: true, requestTimeoutSeconds: 4, message: /answered 504 to / },
  ],
  "connection dropped": [() => ({ drop: true }), true, { message: /the connection was lost/ }],
  "no answer in time": [() => ({ hang: true }), true, { isLate: true, requestTimeoutSeconds: 1, message: noAnswer }],
  "401, as for an expired token": [
    () => answer("UnauthorizedError", 401, "Unauthorized"),
    undefined,
    { message: /Check one\w+:clientId and/ },
  ],
  "403": [() => answer("ForbiddenError", 403, "Forbidden"), false, { message: /need.* the scope/ }],
  "404 with HTML, as from a wrong address": [() => ({ status: 404, body: html }), false, { message: checkAddress }],
  "200 with HTML, as from a captive portal": [() => ({ status: 200, body: html }), true, { message: /not JSON/ }],
  "tokens revoked": [() => ({ revokeTokens: true }), true, { service: "onelogin" }],
  "a redirect": [
    ({ foreignUrl }) => ({ redirect: `${foreignUrl}/api` }),
    undefined,
    { message: /it is a redirect, which isn't followed/ },
  ],
  "a refusal that echoes secrets": [
    ({ secrets }) => answer("BadRequestError", 400, `You sent ${secrets.join(" and ")}, ${JSON.stringify(secrets)}`),
    false,
  ],
};

const corruptAnswers: Record<string, Row> = {
  "a slow body": [() => ({ slowBody: 24 }), true],
  "a body slower than the timeout": [() => ({ slowBody: 1 }), true, { requestTimeoutSeconds: 1, message: noAnswer }],
  "broken JSON": [() => ({ brokenBody: true }), true, { message: /not JSON/ }],
  "a cut body": [() => ({ cutBody: true }), true, { message: /the connection was lost/ }],
  "JSON of another shape: an object": [() => ({ wrongShape: { unexpected: [true] } }), true],
  "JSON of another shape: numbers as texts": [
    () => ({ wrongShape: [{ id: "51", value: 1, name: {}, app_id: "1" }] }),
    true,
  ],
  "JSON of another shape: null": [() => ({ wrongShape: null }), true],
  "an oversized body": [() => ({ oversized: 17 * 1024 * 1024 }), undefined, { message: /longer than 16 MiB/ }],
};

/** Faults that may occur after the work as well. */
const alsoAfter = ["500", "502 with HTML", "503", "504 with HTML", "connection dropped", "no answer in time"];

export const faults: MatrixFault[] = [
  ...Object.entries(beforeTheWork).map(([name, row]) => fault(name, row)),
  ...alsoAfter.map((name) => ({
    ...fault(`${name}, after the work`, beforeTheWork[name] as Row),
    after: true as const,
  })),
  ...Object.entries(corruptAnswers).map(([name, row]) => ({ ...fault(name, row), corruptsAnswer: true as const })),
  {
    name: "connection refused",
    effect: "refuse connections",
    recovers: true,
    message: /ECONNREFUSED.*url \(now http/,
  },
  {
    name: "work done after the client gave up",
    effect: () => ({ gate: true }),
    commitsLate: true,
    recovers: true,
    requestTimeoutSeconds: 1,
    message: noAnswer,
  },
];

function fault(name: string, [effect, recovers, more = {}]: Row): MatrixFault {
  return { name, effect, ...(recovers === undefined ? {} : { recovers }), ...more };
}
