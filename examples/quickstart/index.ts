import * as pulumi from "@pulumi/pulumi";
import { onegini, onelogin } from "pulumi-idp";

/** The OpenID Connect app that may ask for tokens. The sandbox holds 909021; take one of your own at a real account. */
const appId = new pulumi.Config().getNumber("appId") ?? 909021;

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

new onelogin.AuthServerClientApp("web", {
  authServerId: contacts.authServerId,
  appId,
  scopeIds: [read.scopeId, write.scopeId],
});

/** A machine that may read Onegini's events. Its secret is generated, and encrypted wherever it is stored. */
const events = new onegini.ApiClient("events", {
  scopes: ["onegini_api_events"],
});

export const authServerId = contacts.authServerId;
export const eventsClientId = events.clientId;
export const eventsClientSecret = events.clientSecret;
