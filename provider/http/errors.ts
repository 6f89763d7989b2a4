/** What is known of a call that failed: whether the service did the work. */
export type Outcome =
  /** It surely did nothing. */
  | "nothing"
  /** The answer was lost or says nothing about it. */
  | "unknown"
  /** Nobody waited for its answer any longer, here or in between, and it may still be at work. */
  | "late";

/** The errors that both services document. */
export type ErrorKind = "invalid" | "unauthorized" | "forbidden" | "notFound" | "conflict" | "failed";

export interface Failing {
  service: string;
  method: string;
  path: string;
  status?: number | undefined;
  /** The service's own message, or what happened instead of an answer. */
  reason: string;
  /** What to do next. */
  hint?: string | undefined;
  outcome: Outcome;
  /** Which of its documented errors the service answered. Undefined for an answer in any other form: it may not be the service's. */
  kind?: ErrorKind | undefined;
  /** The parameters of the request that the service names. */
  parameters?: readonly string[] | undefined;
}

const brand = Symbol.for("pulumi-idp.ServiceError");

/**
 * A service's refusal, or the lack of an answer. It holds no body, no header and no secret, and no field that Pulumi's
 * engine gives a meaning of its own (`id`, `code`, `details`, `metadata`).
 */
export class ServiceError extends Error {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly outcome: Outcome;
  readonly kind: ErrorKind | undefined;
  readonly parameters: readonly string[];
  readonly [brand] = true;

  constructor(failing: Failing) {
    super(sentence(failing));
    this.name = "ServiceError";
    this.service = failing.service;
    this.method = failing.method;
    this.path = failing.path;
    this.status = failing.status;
    this.reason = failing.reason;
    this.hint = failing.hint;
    this.outcome = failing.outcome;
    this.kind = failing.kind;
    this.parameters = failing.parameters ?? [];
  }

  /** Survives two copies of the package, as `instanceof` doesn't. */
  static isInstance(error: unknown): error is ServiceError {
    return typeof error === "object" && error !== null && brand in error;
  }

  /** The same error of a call that another needs before it can be sent. */
  asUnsent(): ServiceError {
    return new ServiceError({ ...this, outcome: "nothing" });
  }

  /** The same error with another hint, from somebody who knows more. */
  advise(hint: string): ServiceError {
    return new ServiceError({ ...this, hint });
  }

  /** The same error with more to say about what happened. */
  explain(more: string): ServiceError {
    return new ServiceError({ ...this, reason: `${this.reason}; ${more}` });
  }
}

export function hasStatus(error: unknown, ...statuses: number[]): error is ServiceError {
  return ServiceError.isInstance(error) && error.status !== undefined && statuses.includes(error.status);
}

/** Is it this documented error of the service's own? A gateway or a framework in its place answers with the same status. */
export function isKind(error: unknown, kind: ErrorKind): error is ServiceError {
  return ServiceError.isInstance(error) && error.kind === kind;
}

/** Did the call end so that only the service can tell whether the work was done? */
export function isAmbiguous(error: unknown): error is ServiceError {
  return ServiceError.isInstance(error) && error.outcome !== "nothing";
}

function sentence({ service, method, path, status, reason, hint }: Failing): string {
  const happened =
    status === undefined
      ? `${service} could not be asked (${method} ${path}): ${reason}`
      : `${service} answered ${status} to ${method} ${path}: ${reason}`;
  return [happened, hint]
    .filter(Boolean)
    .map((part) => String(part).replace(/[^.!?…]$/, "$&."))
    .join(" ");
}
