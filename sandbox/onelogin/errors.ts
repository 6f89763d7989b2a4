import { Refusal } from "../core/service";

function refusal(statusCode: number, name: string, message: string): Refusal {
  return new Refusal(statusCode, { message, statusCode, name });
}

export function badRequest(message: string): Refusal {
  return refusal(400, "BadRequestError", message);
}

/** What a PUT says of an attribute that isn't there. */
export function missingField(field: string): Refusal {
  return new Refusal(400, { field, message: "Missing required field", statusCode: 400, name: "BadRequestError" });
}

export function unauthorized(): Refusal {
  return refusal(401, "UnauthorizedError", "Unauthorized");
}

export function forbidden(): Refusal {
  return refusal(403, "ForbiddenError", "Forbidden");
}

export function notFound(): Refusal {
  return refusal(404, "NotFoundError", "The resource with the given id could not be found");
}

export function unprocessable(problems: string[]): Refusal {
  return refusal(422, "UnprocessableEntityError", `Validation failed: ${problems.join(", ")}`);
}

export function tooMany(): Refusal {
  return refusal(429, "TooManyRequestsError", "Rate limit exceeded");
}

/** The form of the token and rate-limit endpoints. */
export function statusForm(code: number, type: string, message: string): Refusal {
  return new Refusal(code, { status: { error: true, code, type, message } });
}
