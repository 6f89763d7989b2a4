// @ts-check
// One OneLogin account on a simulated clock: its limit as published, and this package's own client with everything but
// the wire — tokens, shared reads, spacing, waits, budgets are the code that users run.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { askedWait } = require("../../dist/provider/http/policy.js");
const { Tenant } = require("../../dist/provider/onelogin/tenant.js");

/** developers.onelogin.com: calls of the whole account in an hour. */
export const published = { limit: 5000, windowSeconds: 3600 };

/** @typedef {import("../../dist/provider/onelogin/tenant.js").Tenant} OneLogin */
/** @typedef {{ maxConcurrency: number, retryTimeoutSeconds: number }} Tuning */

export class Account {
  remaining = published.limit;
  resetAt = 0;
  calls = 0;
  refused = 0;

  /**
   * @param {import("./virtualClock.mjs").VirtualClock} clock
   * @param {() => number} random
   */
  constructor(clock, random) {
    this.clock = clock;
    this.random = random;
  }

  /** Counts a call, and tells whether it is answered. */
  take() {
    const now = this.clock.now();
    if (now >= this.resetAt) {
      this.remaining = published.limit;
      this.resetAt = now + published.windowSeconds * 1000;
    }
    const granted = this.remaining > 0;
    if (granted) this.remaining--;
    return granted;
  }

  headers() {
    return {
      "x-ratelimit-limit": String(published.limit),
      "x-ratelimit-remaining": String(this.remaining),
      "x-ratelimit-reset": String(Math.ceil((this.resetAt - this.clock.now()) / 1000)),
    };
  }

  /**
   * The account as one provider process knows it.
   * @param {Tuning} tuning
   * @returns {OneLogin}
   */
  connect(tuning) {
    const settings = {
      service: "OneLogin",
      namespace: "onelogin",
      url: "https://simulated.onelogin.com",
      clientId: "simulated",
      clientSecret: "simulated",
      requestTimeoutSeconds: 30,
      on: [],
      previousUrls: [],
      ...tuning,
    };
    /** @type {OneLogin} */
    const tenant = new Tenant(settings, { clock: this.clock, random: this.random, log: () => {} });
    // The wire, in whose place this account stands.
    Reflect.set(tenant.http, "transport", {
      secrets: new Set(),
      attempt: (/** @type {Request} */ request, /** @type {string} */ _header, /** @type {Read} */ read) =>
        this.attempt(request, read),
    });
    return tenant;
  }

  /**
   * @typedef {{ method: string, path: string }} Request
   * @typedef {import("../../dist/provider/http/decode.js").Decoder<unknown>} Read
   *
   * @param {Request} request
   * @param {Read} read
   */
  async attempt({ method, path }, read) {
    // 80 to 200 ms there and back.
    await this.clock.sleep(80 + 120 * this.random());
    const granted = this.take();
    const headers = this.headers();
    this.calls++;
    if (granted) return { value: read({ ...answerTo(method, path), headers, source: "the simulation" }), headers };
    this.refused++;
    const failing = { service: "OneLogin", method, path, status: 429, reason: "too many requests", outcome: "nothing" };
    return { failing, trouble: "limited", wait: askedWait(headers, this.clock.date()), headers };
  }
}

/**
 * @param {string} method
 * @param {string} path
 */
function answerTo(method, path) {
  const id = Number(/\/(\d+)$/.exec(path)?.[1] ?? 1);
  if (path.startsWith("/auth/")) return { status: 200, body: { access_token: "simulated" } };
  if (method === "DELETE") return { status: 204, body: undefined };
  if (method !== "GET") return { status: method === "POST" ? 201 : 200, body: { id } };
  if (!/\/\d+$/.test(path)) return { status: 200, body: [] };
  const configuration = { resource_identifier: "https://api", audiences: ["api"] };
  return { status: 200, body: { id, name: "api", description: "", configuration } };
}
