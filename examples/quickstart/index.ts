import { onegini, onelogin } from "pulumi-idp";

/** The API to protect, and what its clients may be allowed. */
const contacts = new onelogin.AuthServer("contacts", {
  description: "Access to the contacts API",
  configuration: {
    resourceIdentifier: "https://api.example.com/contacts",
    audiences: ["https://api.example.com/contacts"],
    accessTokenExpirationMinutes: 10,
    refreshTokenExpirationMinutes: 30,
  },
});

const read = new onelogin.AuthServerScope("read", {
  authServerId: contacts.authServerId,
  value: "contacts:read",
  description: "Read contacts",
});

const write = new onelogin.AuthServerScope("write", {
  authServerId: contacts.authServerId,
  value: "contacts:write",
  description: "Change contacts",
});

new onelogin.AuthServerClaim("email", {
  authServerId: contacts.authServerId,
  name: "email",
  userAttributeMappings: "email",
});

/** An application with a client id and a secret of its own, and the scopes that it may ask for. */
const web = new onelogin.OidcApp("contacts-web", {
  configuration: { redirectUris: ["https://contacts.example.com/callback"] },
});

new onelogin.AuthServerClientApp("web-access", {
  authServerId: contacts.authServerId,
  appId: web.appId,
  scopeIds: [read.scopeId, write.scopeId],
});

/** A machine that may read Onegini's events. Its secret is generated, and encrypted wherever it is stored. */
const events = new onegini.ApiClient("events", {
  scopes: ["onegini_api_events"],
});

/** A machine that calls APIs of your own with tokens from Onegini. */
const reports = new onegini.WebClient("reports", {
  grantTypes: ["CLIENT_CREDENTIALS"],
  accessTokenExpiresIn: 900,
});

export const webClientId = web.clientId;
export const webClientSecret = web.clientSecret;
export const eventsClientId = events.clientId;
export const eventsClientSecret = events.clientSecret;
export const reportsClientId = reports.clientId;
export const reportsClientSecret = reports.clientSecret;
