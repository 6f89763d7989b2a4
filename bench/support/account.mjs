// @ts-check
// One OneLogin account on a simulated clock: its limit as published, and this package's own client with everything but
// the wire — tokens, shared reads, spacing, waits, budgets are the code that users run.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { createRun } = require("../../dist/provider/context.js");
const { advice } = require("../../dist/provider/hosts/dynamic/advice.js");
const { OneLoginConnection } = require("../../dist/provider/onelogin/connection.js");

/** developers.onelogin.com: calls of the whole account in an hour. */
export const published = { limit: 5000, windowSeconds: 3600 };

/** @typedef {import("../../dist/provider/onelogin/connection.js").OneLoginConnection} OneLogin */
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
    const run = createRun({
      advice,
      clock: this.clock,
      random: this.random,
      log: () => {},
      // In the place of the wire; the type is axios's.
      observeRequest: async (request) => /** @type {any} */ (await this.answer(request)),
    });
    return new OneLoginConnection(settings, run);
  }

  /** @param {{ method: string, path: string }} request */
  async answer({ method, path }) {
    // 80 to 200 ms there and back.
    await this.clock.sleep(80 + 120 * this.random());
    const granted = this.take();
    const headers = this.headers();
    this.calls++;
    if (!granted) this.refused++;
    const { status, body } = granted ? answerTo(method, path) : { status: 429, body: {} };
    return { status, headers, data: body === undefined ? "" : JSON.stringify(body) };
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
