import { Refusal } from "../core/refusal";
import type { ErrorStyle } from "./settings";

/** What the page says an error has: "an error code, a message and details about the error". */
interface Problem {
  code: string;
  message: unknown;
  details: unknown;
}

const codes: Record<number, string> = {
  400: "invalid_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
};

export function refusal(status: number, message: unknown, details: unknown, headers = {}): Refusal {
  const problem: Problem = { code: codes[status] ?? "server_error", message, details };
  return new Refusal(status, problem, headers);
}

/** The page names no keys, so the settings do. */
export function inStyle({ status, body, headers }: Refusal, style: ErrorStyle): Refusal {
  const { code, message, details } = body as Problem;
  const styles: Record<ErrorStyle, object> = {
    error: { error: code, message, details },
    error_code: { error_code: code, error_message: message, error_details: details },
    code: { code, message, details },
    nested: { error: { code, message, details } },
  };
  return new Refusal(status, styles[style], headers);
}

export function invalid(parameters: string[]): Refusal {
  return refusal(400, "One or more parameters is missing or incorrect.", parameters);
}

export function unauthorized(): Refusal {
  return refusal(401, "Provide valid credentials to get access to the API.", [], {
    "www-authenticate": 'Basic realm="onegini"',
  });
}

export function forbidden(): Refusal {
  return refusal(403, "Operation is not allowed for the current user.", []);
}

export function notFound(): Refusal {
  return refusal(404, '"API Client" configuration cannot be found for this client_id', []);
}

export function conflict(): Refusal {
  return refusal(409, "The Client ID already exists for a different API client, Web client or Device", ["client_id"]);
}
