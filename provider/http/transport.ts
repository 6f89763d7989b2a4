import { createRequire } from "node:module";
import type { AxiosInstance, AxiosResponse } from "axios";
import type { Clock } from "./clock";
import type { Failing, Outcome } from "./errors";
import { askedWait, retryPolicy } from "./policy";
import { redact } from "./redact";
import type { Dialect, Request } from "./request";
import { isLoopback, type Settings } from "./settings";
import { ShapeError } from "./shape";

// axios takes a tenth of a second to load, and an `up` without changes needs no request.
const load = createRequire(__filename);

const longestAnswer = 16 * 1024 * 1024;

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
    private readonly dialect: Dialect,
    private readonly clock: Clock,
  ) {}

  async attempt<T>(request: Request, authorization: string, read: (body: unknown) => T): Promise<Attempt<T>> {
    let response: AxiosResponse<string>;
    // Ends a body that trickles too, which axios's own timeout doesn't.
    const deadline = AbortSignal.timeout(this.settings.requestTimeoutSeconds * 1000);
    try {
      response = await this.instance().request<string>({
        method: request.method,
        url: request.path,
        signal: deadline,
        headers: { Authorization: authorization },
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
      });
    } catch (error) {
      return { ...this.unanswered(request, deadline.aborted ? undefined : error), headers: {} };
    }
    return this.judge(request, response, read);
  }

  private instance(): AxiosInstance {
    this.axios ??= this.connect();
    return this.axios;
  }

  private connect(): AxiosInstance {
    const axios = load("axios") as typeof import("axios");
    const { Agent: HttpAgent } = load("node:http") as typeof import("node:http");
    const { Agent: HttpsAgent } = load("node:https") as typeof import("node:https");
    const { hostname } = new URL(this.settings.url);
    return axios.create({
      baseURL: this.settings.url,
      httpAgent: new HttpAgent({ keepAlive: true }),
      // Said outright, it holds against NODE_TLS_REJECT_UNAUTHORIZED too.
      httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: true }),
      // A redirect would carry the credentials to wherever it points.
      maxRedirects: 0,
      maxContentLength: longestAnswer,
      // Else the proxy of the environment is used, but what is on this machine needs none.
      ...(isLoopback(hostname) ? { proxy: false as const } : {}),
      responseType: "text",
      transformResponse: [(body: unknown) => body],
      validateStatus: () => true,
      headers: { Accept: "application/json", "Content-Type": "application/json", "User-Agent": "pulumi-idp" },
    });
  }

  private judge<T>(
    request: Request,
    { status, headers, data }: AxiosResponse<string>,
    read: (body: unknown) => T,
  ): Attempt<T> {
    const body = parsed(data);
    const documented = typeof body === "object" && body !== null;
    const answered = (reason: string, outcome: Outcome, trouble: Trouble, hint?: string, wait = 0): Attempt<T> => ({
      failing: { ...this.about(request), status, reason: this.clean(reason, request), hint, outcome, documented },
      trouble,
      wait,
      headers,
    });
    if (status >= 200 && status < 300) {
      if (body === notJson) return answered("the answer is not JSON", "unknown", "unreadable", this.checkAddress());
      try {
        return { value: read(body), headers };
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return answered(error.message, "unknown", "unreadable", this.checkAddress());
      }
    }
    if (status >= 300 && status < 400) {
      return answered(
        "it redirects, and the credentials are not sent after it",
        "unknown",
        "refused",
        this.checkAddress(),
      );
    }
    const said = body === notJson ? undefined : this.dialect.messageOf(body);
    const reason = said ?? (body === notJson ? "the answer is not JSON" : "it gives no reason");
    const hint =
      (status === 407 ? "It is the proxy's answer: check its credentials in HTTPS_PROXY" : undefined) ??
      this.dialect.hint(status, request) ??
      (body === notJson && status < 500 ? this.checkAddress() : undefined);
    if (statusIn(retryPolicy.limitStatuses, status)) {
      return answered(said ?? "too many requests", "nothing", "limited", hint, askedWait(headers, this.clock.now()));
    }
    if (statusIn(retryPolicy.troubleStatuses, status)) return answered(reason, "unknown", "troubled", hint);
    return answered(reason, status >= 500 ? "unknown" : "nothing", "refused", hint);
  }

  /** `error` is undefined when the time ran out. */
  private unanswered(request: Request, error: unknown): Failed {
    const { requestTimeoutSeconds, namespace } = this.settings;
    const { code, message } = codeAndMessage(error);
    const failed = (reason: string, outcome: Outcome, trouble: Trouble, hint?: string): Failed => ({
      failing: { ...this.about(request), reason: this.clean(reason, request), hint, outcome },
      trouble,
      wait: 0,
    });
    if (error === undefined) {
      const hint = `The time is set by ${namespace}:requestTimeoutSeconds`;
      return failed(`no answer within ${requestTimeoutSeconds} s`, "late", "troubled", hint);
    }
    if (/maxContentLength/.test(message))
      return failed(
        `the answer is longer than ${longestAnswer / 1024 / 1024} MiB`,
        "unknown",
        "refused",
        this.checkAddress(),
      );
    if (statusIn(retryPolicy.nothingSent, code))
      return failed(`${message || code}`, "nothing", "unsent", this.checkAddress());
    if (/CERT|SIGNATURE/.test(code)) {
      const hint = `The connection is refused rather than trusted. Check ${namespace}:url; if the certificate is issued by your own authority, name its file in the environment variable NODE_EXTRA_CA_CERTS`;
      return failed(`its certificate can't be verified (${code})`, "nothing", "refused", hint);
    }
    if (/^(Z_|ERR__|ERR_BROTLI|ERR_ZSTD|ERR_PADDING)/.test(code))
      return failed("the answer can't be decompressed", "unknown", "unreadable", this.checkAddress());
    if (/^HPE_/.test(code)) return failed("the answer is not HTTP", "unknown", "unreadable", this.checkAddress());
    return failed(`the connection was lost (${code || message})`, "unknown", "troubled");
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

const notJson = Symbol("not JSON");

function parsed(body: unknown): unknown {
  if (body === undefined || body === null || body === "") return undefined;
  try {
    return JSON.parse(String(body));
  } catch {
    return notJson;
  }
}

function codeAndMessage(error: unknown): { code: string; message: string } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return { code: typeof code === "string" ? code : "", message: typeof message === "string" ? message : "" };
}

function statusIn(list: readonly (number | string)[], value: number | string): boolean {
  return list.includes(value);
}
