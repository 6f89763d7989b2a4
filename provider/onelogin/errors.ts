import type { Advice } from "../advice";
import type { ErrorKind } from "../http/errors";
import type { ErrorFormat } from "../http/request";

/** What OneLogin's errors look like: developers.onelogin.com/api-docs/2/getting-started/dev-overview */
export function errorFormat(namespace: string, advice: Advice): ErrorFormat {
  const nameOf = (key: string) => advice.nameOf(namespace, key);
  return {
    kindOf,
    codeOf: (status, body) => (kindOf(status, body) ? errorNames[status]?.[0] : undefined),
    // Errors of the token endpoint have their own envelope.
    messageOf: (body) => {
      const { message, field, status } = (body ?? {}) as {
        message?: unknown;
        field?: unknown;
        status?: { message?: unknown };
      };
      const said = typeof message === "string" ? message : status?.message;
      if (typeof said !== "string") return undefined;
      return typeof field === "string" ? `${said} (${field})` : said;
    },
    parametersIn: (body, names) => {
      const { field } = (body ?? {}) as { field?: unknown };
      return names.filter((name) => name === field);
    },
    hint: (status, { path }) => {
      const isToken = path.startsWith("/auth/");
      if (isToken && status === 500)
        return `OneLogin answers this if the owner of the API credentials was deleted: create new ones and set ${nameOf("clientId")} and ${nameOf("clientSecret")}`;
      if (status === 401) return advice.credentialsRejected(namespace);
      if (status === 403) return `The API credentials need the scope Manage All`;
      if (status === 422) return "Change the value in the program, or what it conflicts with at the service";
      return undefined;
    },
  };
}

/** The documented names, by status; a 500 has no documented name, but the same form. */
const errorNames: { [status: number]: [name: string, kind: ErrorKind] } = {
  400: ["BadRequestError", "invalid"],
  401: ["UnauthorizedError", "unauthorized"],
  403: ["ForbiddenError", "forbidden"],
  404: ["NotFoundError", "notFound"],
  422: ["UnprocessableEntityError", "invalid"],
};

/** The documented form has a `name` and repeats the status as `statusCode`; errors of frameworks and gateways have at most one of them. */
function kindOf(status: number, body: unknown): ErrorKind | undefined {
  const { name, statusCode } = (body ?? {}) as { name?: unknown; statusCode?: unknown };
  if (typeof name !== "string" || String(statusCode) !== String(status)) return undefined;
  if (status >= 500) return "failed";
  const [wanted, kind] = errorNames[status] ?? [];
  const spelled = (text: string) => text.toLowerCase().replace(/[\s_-]|error$/g, "");
  return wanted !== undefined && spelled(name) === spelled(wanted) ? kind : undefined;
}
