import type { Values } from "../../../provider/lifecycle";
import type { ControlChange, Sandbox } from "../../../sandbox";
import type { Name } from "../../unit/support/lives";

/** How somebody else makes an object with all that these arguments say. */
export function madeByHand(name: Name, args: Values): ControlChange {
  const base = `/onelogin/auth-servers/${args.authServerId}`;
  switch (name) {
    case "ApiClient": {
      const { clientId, name, scopes, authenticationMethod, jwksUri, clientSecret = "their own" } = args;
      const secret = authenticationMethod
        ? { authentication_method: authenticationMethod, jwks_uri: jwksUri, client_secret: undefined }
        : { client_secret: clientSecret };
      return { method: "PATCH", path: `/onegini/api-clients/${clientId}`, body: { name, scopes, ...secret } };
    }
    case "AuthServer": {
      const { resourceIdentifier, audiences } = args.configuration as Values;
      const configuration = { resource_identifier: resourceIdentifier, audiences };
      const body = { name: args.name, description: "Managed by Pulumi", configuration };
      return { method: "POST", path: "/onelogin/auth-servers", body };
    }
    case "AuthServerScope":
      return { method: "POST", path: `${base}/scopes`, body: { value: args.value, description: "" } };
    case "AuthServerClaim": {
      const body = { name: args.name, user_attribute_mappings: args.userAttributeMappings };
      return { method: "POST", path: `${base}/claims`, body };
    }
    case "AuthServerClientApp":
      return { method: "PUT", path: `${base}/client-apps/${args.appId}`, body: { scope_ids: args.scopeIds } };
  }
}

export async function change({ url }: Sandbox, { method, path, body }: ControlChange): Promise<void> {
  const response = await fetch(`${url}/_sandbox${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}
