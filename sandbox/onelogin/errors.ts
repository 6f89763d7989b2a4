import { Refusal } from "../core/refusal";

const names: Record<number, string> = {
  400: "BadRequestError",
  401: "UnauthorizedError",
  403: "ForbiddenError",
  404: "NotFoundError",
  422: "UnprocessableEntityError",
  429: "TooManyRequestsError",
};

export function refusal(statusCode: number, message: unknown, more: object = {}): Refusal {
  return new Refusal(statusCode, { ...more, message, statusCode, name: names[statusCode] ?? "InternalServerError" });
}

export function badRequest(message: string): Refusal {
  return refusal(400, message);
}

/** What a PUT says of an attribute that isn't there. */
export function missingField(field: string): Refusal {
  return refusal(400, "Missing required field", { field });
}

export function unauthorized(): Refusal {
  return refusal(401, "Unauthorized");
}

export function forbidden(): Refusal {
  return refusal(403, "Forbidden");
}

export function notFound(): Refusal {
  return refusal(404, "The resource with the given id could not be found");
}

export function unprocessable(problems: string[]): Refusal {
  return refusal(422, `Validation failed: ${problems.join(", ")}`);
}

export function tooMany(): Refusal {
  return refusal(429, "Rate limit exceeded");
}

/** The form of the token and rate-limit endpoints. */
export function statusForm(code: number, type: string, message: unknown, more: object = {}): Refusal {
  return new Refusal(code, { status: { error: true, code, type, message, ...more } });
}
