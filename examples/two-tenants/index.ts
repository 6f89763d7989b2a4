import { onegini, onelogin } from "pulumi-idp";

/** One API, in two OneLogin accounts and on two Onegini servers: ours, and that of a customer who runs their own. */
function contacts(tenant: string, profile?: string) {
  const server = new onelogin.AuthServer(`${tenant}-contacts`, {
    name: "contacts",
    configuration: {
      resourceIdentifier: "https://api.example.com/contacts",
      audiences: ["https://api.example.com/contacts"],
    },
    profile,
  });
  new onelogin.AuthServerScope(`${tenant}-read`, {
    authServerId: server.authServerId,
    value: "contacts:read",
    profile,
  });
  return new onegini.ApiClient(`${tenant}-events`, { scopes: ["onegini_api_events"], profile });
}

/** Configured by onelogin:… and onegini:…, or by the environment. */
const ours = contacts("ours");
/** Configured by onelogin-acme:… and onegini-acme:…, and by nothing else. */
const acmes = contacts("acme", "acme");

export const clientIds = { ours: ours.clientId, acme: acmes.clientId };
export const secrets = { ours: ours.clientSecret, acme: acmes.clientSecret };
