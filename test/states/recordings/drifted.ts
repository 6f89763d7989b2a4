import type { Project } from "../../e2e/support/project";
import type { Tenants } from "../tenants";
import { client, jwk, otherJwk, part, programAt, server, withOptions } from "./recording";

/** Somebody has changed things by hand, and a refresh has noticed; the next `up` puts them back. */
export async function makeDrifted(project: Project, tenants: Tenants): Promise<void> {
  project.declare(driftedProgram);
  await project.up();
  const ids = Object.fromEntries(Object.entries(await project.state()).map(([name, { id }]) => [name, id ?? ""]));
  await changeByHand(tenants, ids);
  await project.refresh();
}

const secret = "a-given-secret-of-the-recording";
const byKey = { authenticationMethod: "private_key_jwt", publicJwk: jwk };
const secondProfile = { profile: "second" };

const resources = [
  client("secret", {}),
  client("secret-versioned", { clientSecretVersion: 1 }),
  client("secret-given", { clientSecret: secret }),
  withOptions({ ignoreChanges: ["clientSecret"] }, client("secret-ignored", {})),
  client("secret-and-name", { name: "Ours" }),
  client("name", { name: "Ours" }),
  client("scopes", { scopes: ["onegini_api_insights", "onegini_api_events", "onegini_api_config"] }),
  client("base-uri", { publicBaseUri: "https://shop.example.com" }),
  client("base-uri-empty", { publicBaseUri: "" }),
  client("method", {}),
  client("method-given-secret", { clientSecret: `${secret}-2` }),
  client("method-spelled-out", { authenticationMethod: "client_secret_basic" }),
  client("key", byKey),
  client("key-set", { authenticationMethod: "private_key_jwt", jwksUri: "https://keys.example.com/jwks.json" }),
  client("key-to-secret", byKey),
  client("deleted", {}),
  client("as-it-was", {}),
  // This tenant doesn't verify secrets.
  client("second-method", secondProfile),
  client("second-method-given-secret", { ...secondProfile, clientSecret: `${secret}-3` }),
  client("second-name", { ...secondProfile, clientSecretVersion: 1 }),

  server("shop", {}),
  server("server-name", {}),
  server("server-description", {}),
  server("server-audiences", { audiences: ["z", "a", "m"] }),
  server("server-lifetime", { accessTokenExpirationMinutes: 15 }),
  server("server-identifier", {}),
  server("server-deleted", {}),

  part("Scope", "scope-value", "shop", { value: "orders:read" }),
  part("Scope", "scope-description", "shop", { value: "orders:write", description: "Write orders" }),
  part("Scope", "scope-deleted", "shop", { value: "orders:admin" }),
  part("Scope", "scope-of-deleted", "server-deleted", { value: "orders:read" }),

  part("Claim", "claim-name", "shop", { name: "one" }),
  part("Claim", "claim-mapping", "shop", { name: "two", userAttributeMappings: "email" }),
  part("Claim", "claim-emptied", "shop", {
    name: "three",
    userAttributeMappings: "_macro_",
    userAttributeMacros: "{email}",
  }),
  part("Claim", "claim-filled", "shop", { name: "four", attributesTransformations: "" }),
  part("Claim", "claim-deleted", "shop", { name: "five" }),

  part("ClientApp", "app-scopes", "shop", {
    appId: 909021,
    scopeIds: [{ $ref: "scope-description.scopeId" }, { $ref: "scope-value.scopeId" }],
  }),
  part("ClientApp", "app-secret", "shop", { appId: 909022, scopeIds: [], exportCredentials: true }),
  part("ClientApp", "app-id-and-scopes", "shop", { appId: 909023, scopeIds: [], exportCredentials: true }),
  part("ClientApp", "app-deleted", "shop", { appId: 1026152, scopeIds: [] }),
];

export const driftedProgram = programAt(0, resources);

async function changeByHand(tenants: Tenants, ids: Record<string, string>): Promise<void> {
  const { control } = tenants.first;
  const id = (name: string) => ids[name] ?? "";
  const [shop, inShop] = [id("shop"), (name: string) => id(name).split("/")[1] ?? ""];

  for (const name of ["secret", "secret-versioned", "secret-given", "secret-ignored"])
    await control.setApiClient(id(name), { client_secret: "by-hand" });
  await control.setApiClient(id("secret-and-name"), { client_secret: "by-hand", name: "By hand" });
  await control.setApiClient(id("name"), { name: "By hand" });
  await control.setApiClient(id("scopes"), {
    scopes: ["onegini_api_admin", "onegini_api_config", "onegini_api_events"],
  });
  await control.setApiClient(id("base-uri"), { public_base_uri: "" });
  await control.setApiClient(id("base-uri-empty"), { public_base_uri: "https://by-hand.example.com" });
  for (const name of ["method", "method-given-secret", "method-spelled-out"])
    await tenants.patchApiClient(id(name), { authentication_method: "private_key_jwt", public_jwk: otherJwk });
  await control.setApiClient(id("key"), { public_jwk: otherJwk });
  await control.setApiClient(id("key-set"), { jwks_uri: "https://by-hand.example.com/jwks.json" });
  await tenants.patchApiClient(id("key-to-secret"), {
    authentication_method: "client_secret_basic",
    client_secret: "by-hand",
  });
  await control.deleteApiClient(id("deleted"));

  for (const name of ["second-method", "second-method-given-secret"])
    await tenants.patchApiClient(
      id(name),
      { authentication_method: "private_key_jwt", public_jwk: otherJwk },
      "second",
    );
  await tenants.second.control.setApiClient(id("second-name"), { name: "By hand", client_secret: "by-hand" });

  await control.setAuthServer(id("server-name"), { name: "By hand" });
  await control.setAuthServer(id("server-description"), { description: "By hand" });
  await control.setAuthServer(id("server-audiences"), { configuration: { audiences: ["by-hand", "m", "z"] } });
  await control.setAuthServer(id("server-lifetime"), {
    configuration: { access_token_expiration_minutes: 77, refresh_token_expiration_minutes: 88 },
  });
  await control.setAuthServer(id("server-identifier"), {
    configuration: { resource_identifier: "https://by-hand.example.com" },
  });
  await control.deleteAuthServer(id("server-deleted"));

  await control.setScope(shop, inShop("scope-value"), { value: "by:hand" });
  await control.setScope(shop, inShop("scope-description"), { description: "" });
  await control.deleteScope(shop, inShop("scope-deleted"));

  await control.setClaim(shop, inShop("claim-name"), { name: "by-hand" });
  await control.setClaim(shop, inShop("claim-mapping"), { user_attribute_mappings: "username" });
  await control.setClaim(shop, inShop("claim-emptied"), { user_attribute_mappings: null, user_attribute_macros: null });
  await control.setClaim(shop, inShop("claim-filled"), { attributes_transformations: "by_hand" });
  await control.deleteClaim(shop, inShop("claim-deleted"));

  await control.setClientApp(shop, 909021, [Number(inShop("scope-value"))]);
  await control.setClientApp(shop, 909023, [Number(inShop("scope-value"))]);
  await control.deleteClientApp(shop, 1026152);
  await control.setApp(909022, {
    sso: { client_id: "sandbox-oidc-client-909022", client_secret: "by-hand-at-the-app" },
  });
  await control.setApp(909023, { sso: { client_id: "by-hand-id", client_secret: "by-hand-at-the-other-app" } });
}
