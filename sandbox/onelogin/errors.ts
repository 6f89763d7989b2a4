import { HttpError } from "../core/httpError";

const names: Record<number, string> = {
  400: "BadRequestError",
  401: "UnauthorizedError",
  403: "ForbiddenError",
  404: "NotFoundError",
  422: "UnprocessableEntityError",
  429: "TooManyRequestsError",
};

export function apiError(statusCode: number, message: unknown, more: object = {}): HttpError {
  return new HttpError(statusCode, { ...more, message, statusCode, name: names[statusCode] ?? "InternalServerError" });
}

export function badRequest(message: string): HttpError {
  return apiError(400, message);
}

/** A PUT without one of the required attributes. */
export function missingField(field: string): HttpError {
  return apiError(400, "Missing required field", { field });
}

export function unauthorized(): HttpError {
  return apiError(401, "Unauthorized");
}

export function forbidden(): HttpError {
  return apiError(403, "Forbidden");
}

export function notFound(): HttpError {
  return apiError(404, "The resource with the given id could not be found");
}

export function unprocessable(problems: string[]): HttpError {
  return apiError(422, `Validation failed: ${problems.join(", ")}`);
}

export function unprocessableMessage(message: string): HttpError {
  return apiError(422, message);
}

/** The connector's own parameters can't be deleted. */
export function undeletable(parameter: string): HttpError {
  return apiError(403, `not allowed to destroy Parameter ${parameter}`);
}

export function tooManyRequests(): HttpError {
  return apiError(429, "Rate limit exceeded");
}

/** RFC 6749 5.2: the errors of the authorization servers' token endpoint. */
export function oauthError(status: number, error: string, error_description: string, headers = {}): HttpError {
  return new HttpError(status, { error, error_description }, headers);
}

/** The token and rate-limit endpoints of the API have errors of their own form. */
export function authError(code: number, type: string, message: unknown, more: object = {}): HttpError {
  return new HttpError(code, { status: { error: true, code, type, message, ...more } });
}
