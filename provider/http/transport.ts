import { createRequire } from "node:module";
import type { AxiosInstance, AxiosProxyConfig, AxiosResponse } from "axios";
import { ConfigurationError, isLoopback, type Settings } from "../config/settings";
import type { Runtime } from "../context";
import { connectionLoss } from "./connectionLoss";
import { type Answer, DecodeError, type Decoder } from "./decode";
import type { Effect, ServiceErrorFields } from "./errors";
import { retryAfter, retryPolicy } from "./policy";
import { redact } from "./redact";
import type { ErrorFormat, Request } from "./request";

// Loaded late: axios takes a tenth of a second to load, and an `up` without changes sends no request.
const load = createRequire(__filename);

const longestAnswer = 16 * 1024 * 1024;
/** No service's error is longer, and longer or more deeply nested ones are slow to process. */
const longestError = 64 * 1024;

/** How long a write may take to report its outcome once the run is aborted. */
const secondsForWrites = 3;
/** Why a request ends early when the run is aborted. */
export const stopped = "Pulumi was told to stop";

/** A request with its Authorization header, which may be valid for this attempt only. */
type Sent = Request & { header: string };

/** Why an attempt failed, as the retry policy distinguishes it. */
export type FailureClass = "refused" | "limited" | "unsent" | "unavailable" | "unreadable";

export interface FailedAttempt {
  fields: ServiceErrorFields;
  failureClass: FailureClass;
  /** How long the service asks to wait, in milliseconds. */
  wait: number;
}

export type Attempt<T> = { value: T; headers: Headers } | (FailedAttempt & { headers: Headers });
type Headers = { [name: string]: unknown };

/** Sends a request once, and classifies the outcome for the retry policy. Only this file knows axios. */
export class Transport {
  private axios: AxiosInstance | undefined;
  private stopOfWrites: AbortSignal | undefined;
  readonly secrets = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly format: ErrorFormat,
    private readonly runtime: Runtime,
  ) {}

  async attempt<T>(unsent: Request, header: string, decode: Decoder<T>): Promise<Attempt<T>> {
    const request: Sent = { ...unsent, header };
    let response: AxiosResponse<string>;
    const start = this.runtime.clock.now();
    const axios = this.instance();
    // Also ends a body that arrives slowly, which axios's own timeout doesn't.
    const deadline = AbortSignal.timeout(this.settings.requestTimeoutSeconds * 1000);
    const stop = this.stopFor(request);
    try {
      response = await this.runtime.observeRequest(request, () =>
        axios.request<string>({
          method: request.method,
          url: request.path,
          signal: AbortSignal.any([deadline, stop]),
          headers: { Authorization: header },
          ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
        }),
      );
    } catch (error) {
      const ending = stop.aborted ? "stopped" : deadline.aborted ? "timeUp" : "lost";
      return { ...this.late(this.unanswered(request, error, ending), start), headers: {} };
    }
    if (isProxysOwn(response, this.settings.url)) {
      const reason = `the proxy answered ${response.status} instead of letting the request through`;
      const fields = {
        ...this.about(request),
        reason,
        hint: "Check HTTPS_PROXY and NO_PROXY",
        effect: "none",
      } as const;
      return { fields, failureClass: "unsent", wait: 0, headers: {} };
    }
    const attempt = this.classify(request, response, decode);
    return "value" in attempt ? attempt : { ...this.late(attempt, start), headers: attempt.headers };
  }

  /** Ends a request in progress when the run is aborted. A write has a few seconds to report its outcome. */
  private stopFor(request: Request): AbortSignal {
    if (isRead(request)) return this.runtime.signal;
    this.stopOfWrites ??= later(this.runtime, secondsForWrites);
    return this.stopOfWrites;
  }

  /** A documented error says that the service is done; after anything else that took long, it may still be processing. */
  private late(failed: FailedAttempt, start: number): FailedAttempt {
    const { effect, status, kind } = failed.fields;
    if (effect !== "unknown" || kind) return failed;
    const tookLong = this.runtime.clock.now() - start > retryPolicy.lateAfterSeconds * 1000;
    const isLate = tookLong || (status !== undefined && statusIn(retryPolicy.lateStatuses, status));
    return isLate ? { ...failed, fields: { ...failed.fields, effect: "late" } } : failed;
  }

  private instance(): AxiosInstance {
    this.axios ??= this.connect();
    return this.axios;
  }

  private connect(): AxiosInstance {
    const axios = load("axios") as typeof import("axios");
    const agents = this.runtime.agents ?? ownAgents();
    return axios.create({
      baseURL: this.settings.url,
      httpAgent: agents.http,
      httpsAgent: agents.https,
      // A redirect would send the credentials to wherever it points.
      maxRedirects: 0,
      maxContentLength: longestAnswer,
      proxy: proxyFor(this.settings.url),
      responseType: "text",
      transformResponse: [(body: unknown) => body],
      validateStatus: () => true,
      headers: { Accept: "application/json", "Content-Type": "application/json", "User-Agent": "pulumi-idp" },
    });
  }

  private classify<T>(request: Sent, response: AxiosResponse<string>, decode: Decoder<T>): Attempt<T> {
    const { status, headers } = response;
    const isError = status < 200 || status >= 300;
    const body = isError && String(response.data ?? "").length > longestError ? tooLong : parsed(response.data);
    const failed = (
      reason: string,
      effect: Effect,
      failureClass: FailureClass,
      hint?: string,
      wait = 0,
    ): Attempt<T> => ({
      fields: {
        ...this.about(request),
        status,
        reason,
        hint,
        effect,
        kind: isError && isJson(body) ? this.format.kindOf(status, body) : undefined,
        parameters: isError && isJson(body) ? this.format.parametersIn(body, membersOf(request.body)) : [],
      },
      failureClass,
      wait,
      headers,
    });
    if (!isError) {
      if (!isJson(body)) return failed("the response is not JSON", "unknown", "unreadable", this.adviseAddress());
      try {
        const source = `${this.settings.service}'s response to ${request.method} ${request.path}`;
        return { value: decode({ status, body, headers, source } satisfies Answer), headers };
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return failed(this.clean(error.message, request), "unknown", "unreadable", this.adviseAddress());
      }
    }
    if (status < 400) {
      return failed(
        "it is a redirect, which isn't followed because the request carries credentials",
        "unknown",
        "refused",
        this.adviseAddress(),
      );
    }
    const message = isJson(body) ? this.messageFor(request, status, body) : undefined;
    const reason =
      message ??
      (body === tooLong
        ? "its message is too long to be shown"
        : isJson(body)
          ? "it gives no reason"
          : "the response is not JSON");
    const hint =
      (status === 407 ? "The proxy sent this response: check its credentials in HTTPS_PROXY" : undefined) ??
      this.format.hint(status, request) ??
      (!isJson(body) && status < 500 ? this.adviseAddress() : undefined);
    if (statusIn(retryPolicy.limitStatuses, status)) {
      const wait = retryAfter(headers, this.runtime.clock.date());
      return failed(message ?? "too many requests", "none", "limited", hint, wait);
    }
    if (statusIn(retryPolicy.troubleStatuses, status)) return failed(reason, "unknown", "unavailable", hint);
    return failed(reason, status >= 500 ? "unknown" : "none", "refused", hint);
  }

  /**
   * The service's error message. A service that was sent a secret may repeat it in any spelling; then only the error code
   * and the names of parameters are shown, which are known in advance.
   */
  private messageFor(request: Sent, status: number, body: unknown): string | undefined {
    if (!request.secrets?.length) {
      const message = this.format.messageOf(body);
      return message === undefined ? undefined : this.clean(message, request);
    }
    const parameters = this.format.parametersIn(body, membersOf(request.body));
    const what = this.format.codeOf(status, body) ?? "an undocumented error";
    const about = parameters.length > 0 ? `${what}, about ${parameters.join(", ")}` : what;
    return `${about} (the service's message is not shown, because the request carried a secret)`;
  }

  private unanswered(request: Sent, error: unknown, ending: "stopped" | "timeUp" | "lost"): FailedAttempt {
    const { requestTimeoutSeconds, namespace } = this.settings;
    const isTimeUp = ending === "timeUp";
    const failed = (reason: string, effect: Effect, failureClass: FailureClass, hint?: string): FailedAttempt => ({
      fields: { ...this.about(request), reason: this.clean(reason, request), hint, effect },
      failureClass,
      wait: 0,
    });
    if (ending === "lost" && /maxContentLength/.test(String((error as { message?: unknown } | undefined)?.message)))
      return failed(
        `the response is longer than ${longestAnswer / 1024 / 1024} MiB`,
        "unknown",
        "refused",
        this.adviseAddress(),
      );
    const { reason, unsent, final, hint } = connectionLoss(error, isTimeUp ? `${requestTimeoutSeconds} s` : undefined);
    if (ending === "stopped") {
      if (unsent) return failed(`${stopped} before the request was sent`, "none", "refused");
      const effect = isRead(request) ? "" : "; the service may still be processing the request";
      return failed(`${stopped} while waiting for the response${effect}`, "late", "refused");
    }
    if (isTimeUp) {
      const setting = `The time limit is set by ${this.runtime.advice.nameOf(namespace, "requestTimeoutSeconds")}`;
      return unsent ? failed(reason, "none", "unsent", setting) : failed(reason, "late", "unavailable", setting);
    }
    const advice =
      hint === "certificate"
        ? `Nothing was sent over the connection. Check ${this.runtime.advice.nameOf(namespace, "url")}; if your own certificate authority issued the certificate, set the environment variable NODE_EXTRA_CA_CERTS to the authority's file`
        : hint && this.adviseAddress();
    if (unsent) return failed(reason, "none", final ? "refused" : "unsent", advice);
    return failed(reason, "unknown", hint ? "unreadable" : "unavailable", advice);
  }

  private about({ method, path }: Request): Pick<ServiceErrorFields, "service" | "method" | "path"> {
    return { service: this.settings.service, method, path };
  }

  private clean(reason: string, { secrets = [], header }: Sent): string {
    return redact(reason, [...this.secrets, ...secrets, header.slice(header.indexOf(" ") + 1)]);
  }

  private adviseAddress(): string {
    return `Check that ${this.runtime.advice.nameOf(this.settings.namespace, "url")} (now ${this.settings.url}) is the service's address, and check any proxy or gateway in between`;
  }
}

function ownAgents(): NonNullable<Runtime["agents"]> {
  const { Agent: HttpAgent } = load("node:http") as typeof import("node:http");
  const { Agent: HttpsAgent } = load("node:https") as typeof import("node:https");
  // Set explicitly, it overrides NODE_TLS_REJECT_UNAUTHORIZED.
  const https = new HttpsAgent({ keepAlive: true, rejectUnauthorized: true });
  return { http: new HttpAgent({ keepAlive: true }), https };
}

function isRead({ method, repeatable }: Request): boolean {
  return method === "GET" || repeatable === true;
}

/** A signal that is aborted this many seconds after the run's signal. */
function later({ clock, signal }: Runtime, seconds: number): AbortSignal {
  const controller = new AbortController();
  const abort = () => void clock.sleep(seconds * 1000).then(() => controller.abort());
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return controller.signal;
}

/** The proxy that the environment sets for this address; loopback addresses use none. */
function proxyFor(address: string): AxiosProxyConfig | false {
  if (isLoopback(new URL(address).hostname)) return false;
  const { getProxyForUrl } = load("proxy-from-env") as { getProxyForUrl(url: string): string };
  const named = getProxyForUrl(address);
  if (!named) return false;
  if (!URL.canParse(named))
    throw new ConfigurationError("The proxy in the environment (HTTPS_PROXY, ALL_PROXY) is not a URL.");
  const { protocol, hostname, port, username, password } = new URL(named);
  // axios would send the credentials percent-encoded, as in the URL.
  const auth = { username: decoded(username), password: decoded(password) };
  return {
    protocol: protocol.replace(":", ""),
    host: hostname,
    port: Number(port) || (protocol === "https:" ? 443 : 80),
    ...(username ? { auth } : {}),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A proxy that refuses to open a tunnel answers itself, on an unencrypted connection. */
function isProxysOwn({ request }: AxiosResponse, url: string): boolean {
  const socket = (request as { socket?: { encrypted?: boolean } | null } | undefined)?.socket;
  return url.startsWith("https:") && socket !== undefined && socket !== null && socket.encrypted !== true;
}

function membersOf(body: unknown): string[] {
  return typeof body === "object" && body !== null ? Object.keys(body) : [];
}

const notJson = Symbol("not JSON");
const tooLong = Symbol("too long");

function isJson(body: unknown): boolean {
  return body !== notJson && body !== tooLong;
}

function parsed(body: unknown): unknown {
  if (body === undefined || body === null || body === "") return undefined;
  try {
    return JSON.parse(String(body));
  } catch {
    return notJson;
  }
}

function statusIn(list: readonly number[], value: number): boolean {
  return list.includes(value);
}
