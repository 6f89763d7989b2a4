import { createRequire } from "node:module";
import type { AxiosInstance, AxiosProxyConfig, AxiosResponse } from "axios";
import type { Clock } from "../clock";
import { connectionLoss } from "./connectionLoss";
import { type Answer, type Decoder, ShapeError } from "./decode";
import type { Failing, Outcome } from "./errors";
import { askedWait, retryPolicy } from "./policy";
import { redact } from "./redact";
import type { ErrorFormat, Request } from "./request";
import { ConfigurationError, isLoopback, type Settings } from "./settings";

// axios takes a tenth of a second to load, and an `up` without changes needs no request.
const load = createRequire(__filename);

const longestAnswer = 16 * 1024 * 1024;
/** No service says more in an error, and what is longer, or nested as deep, is slow to walk through. */
const longestError = 64 * 1024;

/** Why one attempt failed, in the policy's words. */
export type Trouble = "refused" | "limited" | "unsent" | "troubled" | "unreadable";

export interface Failed {
  failing: Failing;
  trouble: Trouble;
  /** How long the service asks to wait, in milliseconds. */
  wait: number;
}

export type Attempt<T> = { value: T; headers: Headers } | (Failed & { headers: Headers });
type Headers = { [name: string]: unknown };

/** Sends one request once, and says in the policy's words what became of it. This file alone knows axios. */
export class Transport {
  private axios: AxiosInstance | undefined;
  readonly secrets = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly format: ErrorFormat,
    private readonly clock: Clock,
  ) {}

  async attempt<T>(request: Request, authorization: string, decode: Decoder<T>): Promise<Attempt<T>> {
    let response: AxiosResponse<string>;
    const start = this.clock.now();
    const axios = this.instance();
    // Ends a body that trickles too, which axios's own timeout doesn't.
    const deadline = AbortSignal.timeout(this.settings.requestTimeoutSeconds * 1000);
    try {
      response = await axios.request<string>({
        method: request.method,
        url: request.path,
        signal: deadline,
        headers: { Authorization: authorization },
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
      });
    } catch (error) {
      return { ...this.late(this.unanswered(request, error, deadline.aborted), start), headers: {} };
    }
    if (isProxysOwn(response, this.settings.url)) {
      const reason = `the proxy answered ${response.status} instead of letting the request through`;
      const failing = {
        ...this.about(request),
        reason,
        hint: "Check HTTPS_PROXY and NO_PROXY",
        outcome: "nothing",
      } as const;
      return { failing, trouble: "unsent", wait: 0, headers: {} };
    }
    const attempt = this.judge(request, response, decode);
    return "value" in attempt ? attempt : { ...this.late(attempt, start), headers: attempt.headers };
  }

  /** The service's own documented error says that it has ended; anything else that took long may leave it at work. */
  private late(failed: Failed, start: number): Failed {
    const { outcome, status, kind } = failed.failing;
    if (outcome !== "unknown" || kind) return failed;
    const tookLong = this.clock.now() - start > retryPolicy.lateAfterSeconds * 1000;
    const isLate = tookLong || (status !== undefined && statusIn(retryPolicy.lateStatuses, status));
    return isLate ? { ...failed, failing: { ...failed.failing, outcome: "late" } } : failed;
  }

  private instance(): AxiosInstance {
    this.axios ??= this.connect();
    return this.axios;
  }

  private connect(): AxiosInstance {
    const axios = load("axios") as typeof import("axios");
    const { Agent: HttpAgent } = load("node:http") as typeof import("node:http");
    const { Agent: HttpsAgent } = load("node:https") as typeof import("node:https");
    return axios.create({
      baseURL: this.settings.url,
      httpAgent: new HttpAgent({ keepAlive: true }),
      // Said outright, it holds against NODE_TLS_REJECT_UNAUTHORIZED too.
      httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: true }),
      // A redirect would carry the credentials to wherever it points.
      maxRedirects: 0,
      maxContentLength: longestAnswer,
      proxy: proxyFor(this.settings.url),
      responseType: "text",
      transformResponse: [(body: unknown) => body],
      validateStatus: () => true,
      headers: { Accept: "application/json", "Content-Type": "application/json", "User-Agent": "pulumi-idp" },
    });
  }

  private judge<T>(request: Request, response: AxiosResponse<string>, decode: Decoder<T>): Attempt<T> {
    const { status, headers } = response;
    const isError = status < 200 || status >= 300;
    const body = isError && String(response.data ?? "").length > longestError ? tooLong : parsed(response.data);
    const answered = (reason: string, outcome: Outcome, trouble: Trouble, hint?: string, wait = 0): Attempt<T> => ({
      failing: {
        ...this.about(request),
        status,
        reason,
        hint,
        outcome,
        kind: isError && isJson(body) ? this.format.kindOf(status, body) : undefined,
        parameters: isError && isJson(body) ? this.format.parametersIn(body, membersOf(request.body)) : [],
      },
      trouble,
      wait,
      headers,
    });
    if (!isError) {
      if (!isJson(body)) return answered("the answer is not JSON", "unknown", "unreadable", this.checkAddress());
      try {
        const source = `${this.settings.service}'s answer to ${request.method} ${request.path}`;
        return { value: decode({ status, body, headers, source } satisfies Answer), headers };
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return answered(this.clean(error.message, request), "unknown", "unreadable", this.checkAddress());
      }
    }
    if (status < 400) {
      return answered(
        "it redirects, and the credentials are not sent after it",
        "unknown",
        "refused",
        this.checkAddress(),
      );
    }
    const said = isJson(body) ? this.said(request, status, body) : undefined;
    const reason =
      said ??
      (body === tooLong
        ? "its message is too long to be shown"
        : isJson(body)
          ? "it gives no reason"
          : "the answer is not JSON");
    const hint =
      (status === 407 ? "It is the proxy's answer: check its credentials in HTTPS_PROXY" : undefined) ??
      this.format.hint(status, request) ??
      (!isJson(body) && status < 500 ? this.checkAddress() : undefined);
    if (statusIn(retryPolicy.limitStatuses, status)) {
      const wait = askedWait(headers, this.clock.date());
      return answered(said ?? "too many requests", "nothing", "limited", hint, wait);
    }
    if (statusIn(retryPolicy.troubleStatuses, status)) return answered(reason, "unknown", "troubled", hint);
    return answered(reason, status >= 500 ? "unknown" : "nothing", "refused", hint);
  }

  /**
   * What a service says of an error. One that was sent a secret may repeat it, in whatever spelling: of its answer only
   * the names of parameters are shown, which are known beforehand.
   */
  private said(request: Request, status: number, body: unknown): string | undefined {
    if (!request.secrets?.length) {
      const message = this.format.messageOf(body);
      return message === undefined ? undefined : this.clean(message, request);
    }
    const parameters = this.format.parametersIn(body, membersOf(request.body));
    const what = this.format.codeOf(status, body) ?? "an error in a form that isn't documented";
    const about = parameters.length > 0 ? `${what}, about ${parameters.join(", ")}` : what;
    return `${about} (the service's own words are not shown, since the request carried a secret)`;
  }

  private unanswered(request: Request, error: unknown, isTimeUp: boolean): Failed {
    const { requestTimeoutSeconds, namespace } = this.settings;
    const failed = (reason: string, outcome: Outcome, trouble: Trouble, hint?: string): Failed => ({
      failing: { ...this.about(request), reason: this.clean(reason, request), hint, outcome },
      trouble,
      wait: 0,
    });
    if (!isTimeUp && /maxContentLength/.test(String((error as { message?: unknown } | undefined)?.message)))
      return failed(
        `the answer is longer than ${longestAnswer / 1024 / 1024} MiB`,
        "unknown",
        "refused",
        this.checkAddress(),
      );
    const { reason, unsent, final, hint } = connectionLoss(error, isTimeUp ? `${requestTimeoutSeconds} s` : undefined);
    if (isTimeUp) {
      const setting = `The time is set by ${namespace}:requestTimeoutSeconds`;
      return unsent ? failed(reason, "nothing", "unsent", setting) : failed(reason, "late", "troubled", setting);
    }
    const advice =
      hint === "certificate"
        ? `The connection is refused rather than trusted. Check ${namespace}:url; if the certificate is issued by your own authority, name its file in the environment variable NODE_EXTRA_CA_CERTS`
        : hint && this.checkAddress();
    if (unsent) return failed(reason, "nothing", final ? "refused" : "unsent", advice);
    return failed(reason, "unknown", hint ? "unreadable" : "troubled", advice);
  }

  private about({ method, path }: Request): Pick<Failing, "service" | "method" | "path"> {
    return { service: this.settings.service, method, path };
  }

  private clean(reason: string, request: Request): string {
    return redact(reason, [...this.secrets, ...(request.secrets ?? [])]);
  }

  private checkAddress(): string {
    return `Check that ${this.settings.namespace}:url (now ${this.settings.url}) is the service's address, and what stands between`;
  }
}

/** The proxy that the environment names for this address; what is on this machine needs none. */
function proxyFor(address: string): AxiosProxyConfig | false {
  if (isLoopback(new URL(address).hostname)) return false;
  const { getProxyForUrl } = load("proxy-from-env") as { getProxyForUrl(url: string): string };
  const named = getProxyForUrl(address);
  if (!named) return false;
  if (!URL.canParse(named))
    throw new ConfigurationError("The proxy that the environment names (HTTPS_PROXY, ALL_PROXY) is no URL.");
  const { protocol, hostname, port, username, password } = new URL(named);
  // axios would send the credentials as the URL spells them, percent signs and all.
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

/** A proxy that makes no tunnel answers itself, on a connection that isn't encrypted. */
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
