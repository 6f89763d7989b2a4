import { oneLine } from "../formats";
import { isNoSegment } from "../http/request";
import { type Properties, text } from "../properties";

/** How API clients and web clients are named. */
export function clientProperties(ofTheId = "") {
  return {
    name: {
      kind: text({ maxLength: 255, format: oneLine }),
      required: true,
      defaultFrom: "resourceName",
      wire: "name",
      description:
        "The client's name, as Onegini's console shows it. 1 to 255 characters, without white space around it. Default: the resource's name. A change updates in place.",
    },
    clientId: {
      kind: text({ maxLength: 255, format: clientIdFormat }),
      required: true,
      defaultFrom: "projectStackName",
      replaces: true,
      wire: "client_id",
      description: `The OAuth 2.0 client identifier (RFC 6749 2.2)${ofTheId}. 1 to 255 characters, unique among the server's API clients, web clients and devices; otherwise 409. Default: \`<project>-<stack>-<resource name>\`, made when the resource is registered, so renaming the resource replaces its client, alias or not, unless this is given. A change replaces the client.`,
    },
  } as const satisfies Properties;
}

/** The client id is one segment of the client's path. */
function clientIdFormat(value: string): string | undefined {
  return isNoSegment(value) ? "it can't be . or .., which a URL path can't contain" : oneLine(value);
}
