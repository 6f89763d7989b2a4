interface NotFoundResponse {
  status: 404;
  body: unknown;
  headers: Record<string, string>;
}

/**
 * The possible forms of a 404, the default first. The vendors document one form each; a proxy in front of a service, or
 * its web framework, may answer in another.
 * - `documented`: the service's own
 * - `framework`: as Spring's default, `{"timestamp", "status", "error", "path"}`
 * - `empty`: `{}`
 * - `html`: a web page
 */
export const notFoundForms = ["documented", "framework", "empty", "html"] as const;

export type NotFoundForm = (typeof notFoundForms)[number];

const page = `<!doctype html>
<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>There is nothing here.</p></body></html>
`;

/** A 404 in another form than the documented one. */
export function notFoundResponse(form: Exclude<NotFoundForm, "documented">, url: string): NotFoundResponse {
  if (form === "html") return { status: 404, body: page, headers: { "content-type": "text/html;charset=UTF-8" } };
  const path = url.split("?", 1)[0];
  const body = form === "empty" ? {} : { timestamp: new Date().toISOString(), status: 404, error: "Not Found", path };
  return { status: 404, body, headers: {} };
}
