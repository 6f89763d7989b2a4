import { HttpError } from "../core/httpError";

/** The page: "an error code, a message and details about the error". */
interface ErrorContent {
  code: string;
  message: unknown;
  details: unknown;
}

/** The possible keys of an error, the default first; the page names none. */
export const errorStyles = ["error", "error_code", "code", "nested"] as const;
type ErrorStyle = (typeof errorStyles)[number];

const codes: Record<number, string> = {
  400: "invalid_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
};

/** An error before it's formatted. */
export function apiError(status: number, message: unknown, details: unknown, headers = {}): HttpError {
  const content: ErrorContent = { code: codes[status] ?? "server_error", message, details };
  return new HttpError(status, content, headers);
}

export function formatted(error: HttpError, style: ErrorStyle): HttpError {
  const { status, headers } = error;
  // The token endpoint's errors have the form of RFC 6749.
  if (!(error.body instanceof Object && "code" in error.body)) return error;
  const { code, message, details } = error.body as ErrorContent;
  const bodies: Record<ErrorStyle, object> = {
    error: { error: code, message, details },
    error_code: { error_code: code, error_message: message, error_details: details },
    code: { code, message, details },
    nested: { error: { code, message, details } },
  };
  return new HttpError(status, bodies[style], headers);
}

export function invalid(parameters: string[]): HttpError {
  return apiError(400, "One or more parameters is missing or incorrect.", parameters);
}

export function unauthorized(): HttpError {
  return apiError(401, "Provide valid credentials to get access to the API.", [], {
    "www-authenticate": 'Basic realm="onegini"',
  });
}

export function forbidden(): HttpError {
  return apiError(403, "Operation is not allowed for the current user.", []);
}

export function notFound(kind = "API Client"): HttpError {
  return apiError(404, `"${kind}" configuration cannot be found for this client_id`, []);
}

export function conflict(): HttpError {
  return apiError(409, "The Client ID already exists for a different API client, Web client or Device", ["client_id"]);
}
