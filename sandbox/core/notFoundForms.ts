interface NotFound {
  status: 404;
  body: unknown;
  headers: Record<string, string>;
}

/**
 * What a 404 looks like. The vendors document one form each; what stands before a service, or the framework it's made
 * with, may answer in another.
 */
export type NotFoundForm =
  /** The service's own. */
  | "documented"
  /** As Spring does by itself: `{"timestamp", "status", "error", "path"}`. */
  | "framework"
  /** `{}` */
  | "empty"
  /** A web page. */
  | "html";

export const notFoundForms: readonly NotFoundForm[] = ["documented", "framework", "empty", "html"];

const page = `<!doctype html>
<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>There is nothing here.</p></body></html>
`;

/** A 404 in another form than the documented one. */
export function inForm(form: Exclude<NotFoundForm, "documented">, url: string): NotFound {
  if (form === "html") return { status: 404, body: page, headers: { "content-type": "text/html;charset=UTF-8" } };
  const path = url.split("?", 1)[0];
  const body = form === "empty" ? {} : { timestamp: new Date().toISOString(), status: 404, error: "Not Found", path };
  return { status: 404, body, headers: {} };
}
