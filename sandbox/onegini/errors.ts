import { Refusal } from "../core/service";

// The page gives code, message and "details about the error", but not the names of the three keys.
function refusal(status: number, error: string, message: string, details: string[], headers = {}): Refusal {
  return new Refusal(status, { error, message, details }, headers);
}

export function invalid(parameters: string[]): Refusal {
  return refusal(400, "invalid_request", "One or more parameters is missing or incorrect.", parameters);
}

export function unauthorized(): Refusal {
  return refusal(401, "unauthorized", "Provide valid credentials to get access to the API.", [], {
    "www-authenticate": 'Basic realm="onegini"',
  });
}

export function forbidden(): Refusal {
  return refusal(403, "forbidden", "Operation is not allowed for the current user.", []);
}

export function notFound(): Refusal {
  return refusal(404, "not_found", '"API Client" configuration cannot be found for this client_id', []);
}

export function conflict(): Refusal {
  const message = "The Client ID already exists for a different API client, Web client or Device";
  return refusal(409, "conflict", message, ["client_id"]);
}
