import type { FaultEffect } from "../../../sandbox";

/** What a fault can be made of. */
export interface Around {
  /** Where nothing may ever arrive. */
  evilUrl: string;
  /** The secrets that this case knows beforehand. */
  secrets: string[];
}

export interface MatrixFault {
  name: string;
  /** What the sandbox does to a request, or nobody listens. */
  strike: { kind: "sandbox"; effect: (around: Around) => FaultEffect; after?: boolean } | { kind: "refused" };
  /** Struck once by it, does an operation come to its end all the same? Left out: either is right. */
  heals?: boolean;
  /** The work is done, but its answer can't be read. */
  spoilsAnswers?: true;
  /** Nobody waits for the answer any longer, while the service may still be at work. */
  isLate?: true;
  /** It strikes at the call that does the work alone. */
  itsCallOnly?: true;
  /** The one that cares. */
  service?: "onelogin" | "onegini";
  requestTimeoutSeconds?: number;
  /** What an error of it says. */
  tells?: RegExp;
}

const html = "<!doctype html><html><body><h1>Bad Gateway</h1></body></html>";
const says = (name: string, statusCode: number, message: string) => ({
  status: statusCode,
  body: { name, statusCode, message },
});
const limited = (headers: Record<string, string> = {}): FaultEffect => ({
  ...says("TooManyRequestsError", 429, "Rate limit exceeded"),
  headers,
});
const noAnswer = /no answer within 1 s/;
const checkAddress = /not JSON.*Check (that )?one\w+:url/;
/** HTTP's dates know whole seconds alone. */
const inTwoSeconds = () => new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toUTCString();

const answers: Record<string, [(around: Around) => FaultEffect, heals?: boolean, more?: Partial<MatrixFault>]> = {
  "429, Retry-After in seconds": [() => limited({ "retry-after": "1" }), true],
  "429, Retry-After as a date": [() => limited({ "retry-after": inTwoSeconds() }), true],
  "429, X-RateLimit-Reset": [() => limited({ "x-ratelimit-reset": "1" }), true],
  "429, neither": [() => limited(), true],
  "429, an hour away": [() => limited({ "retry-after": "3600" }), false, { tells: /asks to wait 3600 s, more than/ }],
  "500": [
    () => says("InternalServerError", 500, "Something went wrong"),
    true,
    // What answers a request that carried a secret isn't shown.
    { tells: /answered 500 to (.*went wrong|\w+ \/api\/v1\/.*own words are not shown)/ },
  ],
  "502 with HTML": [() => ({ status: 502, body: html }), true, { tells: /answered 502 to .*not JSON/ }],
  "503": [() => ({ status: 503 }), true, { tells: /answered 503 to / }],
  "504 with HTML": [
    () => ({ status: 504, body: html }),
    true,
    { isLate: true, requestTimeoutSeconds: 4, tells: /answered 504 to / },
  ],
  "connection dropped": [() => ({ drop: true }), true, { tells: /the connection was lost/ }],
  "no answer in time": [() => ({ hang: true }), true, { isLate: true, requestTimeoutSeconds: 1, tells: noAnswer }],
  "401, as for an expired token": [
    () => says("UnauthorizedError", 401, "Unauthorized"),
    undefined,
    { tells: /Check one\w+:clientId and/ },
  ],
  "403": [() => says("ForbiddenError", 403, "Forbidden"), false, { tells: /need.* the scope/ }],
  "404 with HTML, as from a wrong address": [() => ({ status: 404, body: html }), false, { tells: checkAddress }],
  "200 with HTML, as from a captive portal": [() => ({ status: 200, body: html }), true, { tells: /not JSON/ }],
  "tokens revoked": [() => ({ revokeTokens: true }), true, { service: "onelogin" }],
  "a redirect": [
    ({ evilUrl }) => ({ redirect: `${evilUrl}/api` }),
    undefined,
    { tells: /redirects, and the credentials are not sent/ },
  ],
  "a refusal that echoes secrets": [
    ({ secrets }) => says("BadRequestError", 400, `You sent ${secrets.join(" and ")}, ${JSON.stringify(secrets)}`),
    false,
  ],
};

/** The work is done, and the answer is spoilt. */
const spoilt: Record<string, [(around: Around) => FaultEffect, heals?: boolean, more?: Partial<MatrixFault>]> = {
  "a slow body": [() => ({ slowBody: 24 }), true],
  "a body slower than the time": [() => ({ slowBody: 1 }), true, { requestTimeoutSeconds: 1, tells: noAnswer }],
  "broken JSON": [() => ({ brokenBody: true }), true, { tells: /not JSON/ }],
  "a cut body": [() => ({ cutBody: true }), true, { tells: /the connection was lost/ }],
  "JSON of another shape: an object": [() => ({ wrongShape: { unexpected: [true] } }), true],
  "JSON of another shape: numbers as texts": [
    () => ({ wrongShape: [{ id: "51", value: 1, name: {}, app_id: "1" }] }),
    true,
  ],
  "JSON of another shape: null": [() => ({ wrongShape: null }), true],
  "an oversized body": [() => ({ oversized: 17 * 1024 * 1024 }), undefined, { tells: /longer than 16 MiB/ }],
};

/** Faults that strike before the work can strike after it as well. */
const alsoAfter = ["500", "502 with HTML", "503", "504 with HTML", "connection dropped", "no answer in time"];

/** The table of faults. */
export const faults: MatrixFault[] = [
  ...Object.entries(answers).map(([name, given]) => fault(name, given)),
  ...alsoAfter.map((name) => fault(`${name}, after the work`, answers[name] as (typeof answers)[string], true)),
  ...Object.entries(spoilt).map(([name, given]) => ({ ...fault(name, given), spoilsAnswers: true as const })),
  { name: "connection refused", strike: { kind: "refused" }, heals: true, tells: /ECONNREFUSED.*url \(now http/ },
  {
    name: "work done after the client gave up",
    strike: { kind: "sandbox", effect: () => ({ lateCommitMs: 1300 }) },
    itsCallOnly: true,
    heals: true,
    requestTimeoutSeconds: 1,
    tells: noAnswer,
  },
];

function fault(name: string, [effect, heals, more = {}]: (typeof answers)[string], after = false): MatrixFault {
  return {
    name,
    strike: { kind: "sandbox", effect, after },
    ...(heals === undefined ? {} : { heals }),
    ...more,
  };
}
