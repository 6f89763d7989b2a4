/** Whether a failed request had an effect. */
export type Effect =
  /** It certainly had none. */
  | "none"
  /** Unknown: the answer was lost or doesn't tell. */
  | "unknown"
  /** Unknown, and the service may still be processing it: we or something in between stopped waiting. */
  | "late";

/** The errors that both services document. */
export type ErrorKind = "invalid" | "unauthorized" | "forbidden" | "notFound" | "conflict" | "failed";

export interface ServiceErrorFields {
  service: string;
  method: string;
  path: string;
  status?: number | undefined;
  /** The service's own message, or what happened instead of an answer. */
  reason: string;
  /** What to do next. */
  hint?: string | undefined;
  effect: Effect;
  /** Which documented error it is. Undefined for an answer in any other form, which may not be the service's. */
  kind?: ErrorKind | undefined;
  /** The parameters of the request that the service names. */
  parameters?: readonly string[] | undefined;
}

const brand = Symbol.for("pulumi-idp.ServiceError");

/**
 * A service's error, or a missing answer. It contains no body, header or secret, and no field that has a meaning for
 * Pulumi's engine (`id`, `code`, `details`, `metadata`).
 */
export class ServiceError extends Error {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly effect: Effect;
  readonly kind: ErrorKind | undefined;
  readonly parameters: readonly string[];
  readonly [brand] = true;

  constructor(fields: ServiceErrorFields) {
    super(sentence(fields));
    this.name = "ServiceError";
    this.service = fields.service;
    this.method = fields.method;
    this.path = fields.path;
    this.status = fields.status;
    this.reason = fields.reason;
    this.hint = fields.hint;
    this.effect = fields.effect;
    this.kind = fields.kind;
    this.parameters = fields.parameters ?? [];
  }

  /** Works across two copies of the package, unlike `instanceof`. */
  static isInstance(error: unknown): error is ServiceError {
    return typeof error === "object" && error !== null && brand in error;
  }

  /** The same error, for a request that was never sent because this one failed. */
  asUnsent(): ServiceError {
    return new ServiceError({ ...this, effect: "none" });
  }

  /** The same error with another hint, from a caller that knows more. */
  advise(hint: string): ServiceError {
    return new ServiceError({ ...this, hint });
  }

  /** The same error with more about what happened. */
  explain(more: string): ServiceError {
    return new ServiceError({ ...this, reason: `${this.reason}; ${more}` });
  }
}

export function hasStatus(error: unknown, ...statuses: number[]): error is ServiceError {
  return ServiceError.isInstance(error) && error.status !== undefined && statuses.includes(error.status);
}

/** Is it this documented error of the service? A gateway or framework may answer with the same status. */
export function isKind(error: unknown, kind: ErrorKind): error is ServiceError {
  return ServiceError.isInstance(error) && error.kind === kind;
}

/** Is it unknown whether the request had an effect? */
export function isAmbiguous(error: unknown): error is ServiceError {
  return ServiceError.isInstance(error) && error.effect !== "none";
}

function sentence({ service, method, path, status, reason, hint }: ServiceErrorFields): string {
  const happened =
    status === undefined
      ? `${service} request failed (${method} ${path}): ${reason}`
      : `${service} answered ${status} to ${method} ${path}: ${reason}`;
  return [happened, hint]
    .filter(Boolean)
    .map((part) => String(part).replace(/[^.!?…]$/, "$&."))
    .join(" ");
}
