import type { Tenants } from "../tenants";
import { app, type Developing, part, server, withOptions } from "./recording";

const secondProfile = { profile: "second" };
const uris = ["https://z.example.com/callback", "com.example.app:/callback", "https://a.example.com/?a=1&b=2"];
const configuration = {
  redirectUris: [...uris, "https://z.example.com/callback"],
  postLogoutRedirectUris: ["https://z.example.com/bye", "https://a.example.com/bye"],
  loginUrl: "https://a.example.com/login",
  oidcApplicationType: "native",
  tokenEndpointAuthMethod: "post",
  accessTokenExpirationMinutes: "15",
  refreshTokenExpirationMinutes: 45,
  includeAmrClaims: true,
};
const everything = {
  description: "Takes orders\nand more",
  notes: "<b> & \"c\" 'd'",
  visible: false,
  allowAssumedSignin: true,
  policyId: "7",
  brandId: 8,
  tabId: 9,
  roleIds: ["32", 31, 32],
};
const parameters = {
  unit: { label: "Unit", values: "sales & more", skipIfBlank: true },
  groups: { userAttributeMappings: "_macro_", userAttributeMacros: "{roles}" },
  region: {
    attributesTransformations: "semicolon_separated_list",
    values: ["north", "south"],
    defaultValues: ["north"],
    provisionedEntitlements: false,
    safeEntitlementsEnabled: true,
    includeInSamlAssertion: true,
  },
};
const emptyTexts = { description: "", notes: "", roleIds: [] };
const relabelled = (label: string) => ({ parameters: { unit: { label, values: "sales" } } });

/** Every property, given, taken out, emptied or in another order. */
const byProperty = [
  app("bare", {}),
  app("named-app", { name: 'Orders & <more> "apps"' }),
  app("renamed-app", { name: "Before" }, { name: "After" }),
  app("everything", { ...everything, parameters, configuration }),
  app("everything-taken-out", { ...everything, parameters, configuration }, {}),
  app("texts-empty", emptyTexts),
  app("texts-emptied", { ...everything, configuration }, { ...emptyTexts, configuration: { loginUrl: "" } }),
  app(
    "uris-reordered",
    { configuration: { redirectUris: uris } },
    { configuration: { redirectUris: [...uris].reverse() } },
  ),
  app("roles-reordered", { roleIds: [31, 32] }, { roleIds: ["32", "31"] }),
  app("logout-empty", { configuration: { postLogoutRedirectUris: [] } }),
  app(
    "spelled-out-later",
    {},
    { visible: true, configuration: { oidcApplicationType: "web", includeAmrClaims: false } },
  ),
  app("public-app", { configuration: { tokenEndpointAuthMethod: "none" } }),
  app("public-later", {}, { configuration: { tokenEndpointAuthMethod: "none" } }),
  app("private-later", { configuration: { tokenEndpointAuthMethod: "none" } }, {}),
  app("parameters", { parameters }),
  app(
    "parameter-changed",
    { parameters },
    { parameters: { ...parameters, unit: { label: "Unit", values: "support" } } },
  ),
  app("parameter-added", {}, { parameters }),
  app("parameter-taken-out", { parameters }, { parameters: { groups: parameters.groups } }),
  app("parameters-empty", { parameters }, { parameters: {} }),
  app("parameter-relabelled", relabelled("Unit"), relabelled("Department")),
];

const byOption: Developing[] = [
  app("app-adopted", { name: "adopted-app", adoptExisting: true, parameters }),
  app("app-adopted-and-left-out", { name: "adopted-app-2", adoptExisting: true }, { name: "adopted-app-2" }),
  app("app-adopting-nothing", { adoptExisting: true }),
  app("app-not-adopting", { adoptExisting: false }),
  withOptions({ deleteBeforeReplace: false, protect: true }, app("app-protected", {})),
  withOptions({ retainOnDelete: true }, app("app-retained", {})),
  withOptions(
    { ignoreChanges: ["description", "name"] },
    app("app-ignoring", { description: "Before", name: "Before, too" }, { description: "After", name: "After, too" }),
  ),
  withOptions(
    { additionalSecretOutputs: ["notes"] },
    app("app-more-secret", { notes: { $secret: "notes-that-are-secret" } }),
  ),
  server("app-server", { accessTokenExpirationMinutes: 15 }),
  part("ClientApp", "of-new-app", "app-server", { appId: { $ref: "bare.appId" }, scopeIds: [] }),
  part("ClientApp", "of-new-app-by-id", "app-server", { appId: { $ref: "everything.id" }, scopeIds: [] }),
];

/** There a read has an app's secret. */
const inSecondTenant = [
  app("second-app", { ...secondProfile, ...everything, parameters }),
  app("second-adopted-app", { ...secondProfile, name: "adopted-app", adoptExisting: true }),
  server("second-app-server", secondProfile),
  part("ClientApp", "second-exported", "second-app-server", {
    ...secondProfile,
    appId: { $ref: "second-app.appId" },
    scopeIds: [],
    exportCredentials: true,
  }),
];

export const apps = [...byProperty, ...byOption, ...inSecondTenant];

/** What was there before, and the program takes over with `adoptExisting`. */
export async function makeAdoptedApps({ first, second }: Tenants): Promise<void> {
  const byHand = { description: "By hand", parameters: { unit: { label: "By hand" }, zone: { label: "Zone" } } };
  for (const name of ["adopted-app", "adopted-app-2"]) await first.control.createApp({ name, ...byHand });
  await second.control.createApp({ name: "adopted-app", ...byHand });
}

/** The next `up` puts back what somebody has changed by hand. */
export const driftedApps = [
  app("app-name", {}),
  app("app-texts", everything),
  app("app-roles", { roleIds: [33, 31] }),
  app("app-parameters", { parameters }),
  app("app-parameter-deleted", { parameters }),
  app("app-configuration", { configuration }),
  app("app-secret-regenerated", {}),
  app("app-unmanaged", {}),
  app("app-deleted", {}),
  app("second-app-secret", secondProfile),
  server("server-of-apps", {}),
  part("ClientApp", "of-deleted-app", "server-of-apps", { appId: { $ref: "app-deleted.appId" }, scopeIds: [] }),
];

export async function changeApps({ first, second }: Tenants, id: (name: string) => string): Promise<void> {
  const { control } = first;
  await control.setApp(id("app-name"), { name: "by-hand" });
  await control.setApp(id("app-texts"), {
    description: "By hand",
    notes: null,
    visible: true,
    allow_assumed_signin: false,
    policy_id: null,
    brand_id: 18,
    tab_id: null,
  });
  await control.setApp(id("app-roles"), { role_ids: [31, 39] });
  await control.setApp(id("app-parameters"), { parameters: { unit: { values: "by hand" }, groups: { values: "x" } } });
  await control.setApp(id("app-parameter-deleted"), { parameters: { unit: null, region: null } });
  await control.setApp(id("app-configuration"), {
    configuration: {
      redirect_uri: "https://by-hand.example.com",
      post_logout_redirect_uri: null,
      login_url: "",
      oidc_application_type: 0,
      token_endpoint_auth_method: 2,
      access_token_expiration_minutes: 77,
      refresh_token_expiration_minutes: null,
      include_amr_claims: false,
    },
  });
  const regenerated = (name: string) => ({
    sso: { client_id: `sandbox-oidc-client-${id(name)}`, client_secret: `regenerated-by-hand-of-${name}` },
  });
  await control.setApp(id("app-secret-regenerated"), regenerated("app-secret-regenerated"));
  await control.setApp(id("app-unmanaged"), { notes: "By hand", parameters: { zone: { label: "Zone" } } });
  await control.deleteApp(id("app-deleted"));
  await second.control.setApp(id("second-app-secret"), regenerated("second-app-secret"));
}

/** Creates whose end nobody knows. */
export const unfinishedApps = [
  app("app-made", { description: "Made" }),
  app("public-app-made", { configuration: { tokenEndpointAuthMethod: "none" } }),
  app("app-made-in-second", secondProfile),
  app("app-never-made", {}),
  app("app-somebody-elses", { description: "Ours", adoptExisting: true }),
];

export async function endUnfinishedApps({ first: { control } }: Tenants): Promise<void> {
  const { apps } = (await control.objects()).onelogin;
  const idOf = (name: string) => apps.find((each) => each.name === name)?.id ?? 0;
  await control.deleteApp(idOf("app-never-made"));
  await control.setApp(idOf("app-somebody-elses"), { description: "Theirs" });
}
