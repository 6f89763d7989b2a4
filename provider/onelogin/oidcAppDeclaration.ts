import { common } from "../commonProperties";
import { httpUrl, oneLine } from "../formats";
import {
  boolean,
  choice,
  type Declaration,
  id,
  map,
  object,
  type Properties,
  positiveInteger,
  set,
  text,
} from "../properties";
import { appText, appTexts, uriList } from "./appText";

const cleared = "Left out, it stays what it is at the service; taken out after it was given, it's emptied.";
const kept = "Left out, or taken out again, it stays what it is at the service.";

/** A parameter: what the app is told about a user. */
export const parameter = {
  label: {
    kind: appText({ allowEmpty: true }),
    wire: "label",
    description:
      "Its name in the console; by default, the parameter's name. OneLogin sets it only when it creates the parameter, so a change deletes and recreates the parameter; that of a parameter of the connector can't be changed (403). Left out, or taken out again, it stays what it is at the service.",
  },
  userAttributeMappings: {
    kind: appText({ allowEmpty: true }),
    wire: "user_attribute_mappings",
    clearedBy: null,
    description: `The user attribute that fills it, such as \`email\`; \`_macro_\` uses \`userAttributeMacros\`. ${cleared}`,
  },
  userAttributeMacros: {
    kind: appText({ allowEmpty: true }),
    wire: "user_attribute_macros",
    clearedBy: null,
    description: `The macro that fills it if \`userAttributeMappings\` is \`_macro_\`. ${cleared}`,
  },
  attributesTransformations: {
    kind: appText({ allowEmpty: true }),
    wire: "attributes_transformations",
    clearedBy: null,
    description: `How several values become one, such as \`semicolon_separated_list\`. ${cleared}`,
  },
  values: {
    kind: appTexts(),
    wire: "values",
    clearedBy: null,
    description: `Its value, or several. The order counts. ${cleared}`,
  },
  defaultValues: {
    kind: appTexts(),
    wire: "default_values",
    clearedBy: null,
    description: `Its value, or several, for users who have none. The order counts. ${cleared}`,
  },
  skipIfBlank: {
    kind: boolean,
    wire: "skip_if_blank",
    description: `Don't tell the app about it if the user has no value. ${kept}`,
  },
  provisionedEntitlements: {
    kind: boolean,
    wire: "provisioned_entitlements",
    description: `Sent as \`provisioned_entitlements\`. ${kept}`,
  },
  safeEntitlementsEnabled: {
    kind: boolean,
    wire: "safe_entitlements_enabled",
    description: `Sent as \`safe_entitlements_enabled\`. ${kept}`,
  },
  includeInSamlAssertion: {
    kind: boolean,
    wire: "include_in_saml_assertion",
    description: `Sent as \`include_in_saml_assertion\`. ${kept}`,
  },
} as const satisfies Properties;

const configuration = {
  redirectUris: {
    kind: uriList(uri, { notEmpty: true }),
    required: true,
    wire: "redirect_uri",
    description:
      "Where OneLogin sends a user after the login (RFC 6749 3.1.2), at least one: complete URIs without commas, for web apps `https` or `http://localhost`; native apps may have a scheme of their own (`com.example.app:/callback`). A set: order and repetitions mean nothing. A change updates in place; OneLogin can take ten minutes to apply it to logins.",
  },
  postLogoutRedirectUris: {
    kind: uriList(uri),
    wire: "post_logout_redirect_uri",
    clearedBy: "",
    description:
      "Where a user may be sent to after the logout (OpenID Connect RP-Initiated Logout 1.0): complete URIs without commas. A set: order and repetitions mean nothing. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.",
  },
  loginUrl: {
    kind: text({ allowEmpty: true, format: emptyOr(httpUrl) }),
    wire: "login_url",
    clearedBy: "",
    description:
      "Where the app's tile in the portal leads to: a complete http or https URL, or `\"\"` for none. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.",
  },
  oidcApplicationType: {
    kind: choice({ web: 0, native: 1 }),
    wire: "oidc_application_type",
    description:
      "`web` or `native`. Left out, it stays what it is at the service: `web` for a new app. A change updates in place.",
  },
  tokenEndpointAuthMethod: {
    kind: choice({ basic: 0, post: 1, none: 2 }),
    wire: "token_endpoint_auth_method",
    description:
      "How the app authenticates at the token endpoint: `basic` (`client_secret_basic`), `post` (`client_secret_post`), or `none`, with PKCE and no secret. Left out, it stays what it is at the service: `basic` for a new app. A change updates in place.",
  },
  accessTokenExpirationMinutes: {
    kind: positiveInteger,
    wire: "access_token_expiration_minutes",
    description:
      "Minutes until an access token expires, a whole number above 0. Left out, or taken out again, it stays what it is at the service: 60 for a new app. A change updates in place.",
  },
  refreshTokenExpirationMinutes: {
    kind: positiveInteger,
    wire: "refresh_token_expiration_minutes",
    description:
      "Minutes until a refresh token expires, a whole number above 0. Left out, or taken out again, it stays what it is at the service: 43200, which is 30 days, for a new app. A change updates in place.",
  },
  includeAmrClaims: {
    kind: boolean,
    wire: "include_amr_claims",
    description:
      "Put the claim `amr` (RFC 8176) into id tokens. Left out, it stays what it is at the service: false for a new app. A change updates in place.",
  },
} as const satisfies Properties;

/** An OpenID Connect app: developers.onelogin.com/api-docs/2/apps/app-resource */
export const properties = {
  name: {
    kind: appText({ maxLength: 255, format: oneLine }),
    required: true,
    defaultFrom: "resourceName",
    wire: "name",
    description:
      "The app's name. 1 to 255 characters, without white space around it. OneLogin accepts several apps with the same name; this package doesn't create the second. Default: the resource's name. A change updates in place.",
  },
  connectorId: {
    kind: id,
    default: 108419,
    replaces: true,
    wire: "connector_id",
    description:
      "The number of the OpenID Connect connector from which the app is created. Default: 108419. Some accounts have another number instead and answer 422; the error names theirs. A change replaces the app.",
  },
  description: {
    kind: appText({ allowEmpty: true }),
    wire: "description",
    clearedBy: null,
    description:
      "What the app is for. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.",
  },
  notes: {
    kind: appText({ allowEmpty: true }),
    wire: "notes",
    clearedBy: null,
    description:
      "Notes for administrators. Left out, they stay what they are at the service; taken out after they were given, they are emptied. A change updates in place.",
  },
  visible: {
    kind: boolean,
    wire: "visible",
    description:
      "Show the app in the portal. Left out, it stays what it is at the service: true for a new app. A change updates in place.",
  },
  allowAssumedSignin: {
    kind: boolean,
    wire: "allow_assumed_signin",
    description:
      "Let administrators sign in as a user. Left out, it stays what it is at the service: false for a new app. A change updates in place.",
  },
  policyId: {
    kind: id,
    wire: "policy_id",
    clearedBy: null,
    description:
      "The number of the app policy. An unknown one, or a policy for users, is answered by 422. Left out, it stays what it is at the service; taken out after it was given, the app has none. A change updates in place.",
  },
  brandId: {
    kind: id,
    wire: "brand_id",
    clearedBy: null,
    description:
      "The number of the account's brand for the app's pages; an unknown one is answered by 422. Left out, it stays what it is at the service; taken out after it was given, the app has none. A change updates in place.",
  },
  tabId: {
    kind: id,
    wire: "tab_id",
    clearedBy: null,
    description:
      "The number of the portal's tab. Left out, it stays what it is at the service; taken out after it was given, the app has none. A change updates in place.",
  },
  roleIds: {
    kind: set(id),
    wire: "role_ids",
    clearedBy: [],
    description:
      "The numbers of all roles whose users have the app. A set, and the whole of it: let one resource own it. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.",
  },
  parameters: {
    kind: map(parameter, "OidcAppParameter"),
    wire: "parameters",
    description:
      "What the app is told about a user, by name. Parameters that the program doesn't name are left alone, and so are members that a parameter leaves out. One that is removed after it was set is deleted; the connector's own can't be deleted and are emptied. A connector that allows no new parameters answers 422. A change updates in place. https://developers.onelogin.com/api-docs/2/apps/app-resource",
  },
  configuration: {
    kind: object(configuration),
    required: true,
    wire: "configuration",
    description: "How the app logs users in. A change updates in place.",
  },
  ...common,
} as const satisfies Properties;

const outputs = {
  appId: {
    kind: id,
    fromId: true,
    description: "The number that OneLogin gave it, for `appId` of client apps.",
  },
  clientId: { kind: text(), description: "The app's OAuth 2.0 client identifier (RFC 6749 2.2)." },
  clientSecret: {
    kind: text(),
    secret: true,
    description:
      "The app's client secret, always secret. By OneLogin's documentation, only the response to the create contains it: it's undefined for an app that was adopted or looked up, and stale after somebody regenerates it in OneLogin's console. If an account returns it in other responses too, it is read from them.",
  },
} as const satisfies Properties;

export const declaration = {
  type: "onelogin:OidcApp",
  description:
    "An OpenID Connect app: what users log in to, and what may ask an authorization server for tokens. https://developers.onelogin.com/api-docs/2/apps/overview",
  credentials:
    "Calls need the configuration `onelogin:url` (or `onelogin:subdomain`), `onelogin:clientId` and `onelogin:clientSecret`, or `ONELOGIN_API_URL` (or `ONELOGIN_SUBDOMAIN`), `ONELOGIN_CLIENT_ID` and `ONELOGIN_CLIENT_SECRET` in the environment: an API credential pair with the scope Manage All (otherwise 401 or 403).",
  example: `const web = new onelogin.OidcApp("web", {
  configuration: { redirectUris: ["https://orders.example.com/callback"] },
});
export const clientSecret = web.clientSecret;`,
  id: "Its number, such as `909021`.",
  get: "Looks an existing app up without managing it. By OneLogin's documentation, its secret can't be read.",
  properties,
  outputs,
} as const satisfies Declaration;

function uri(value: string): string | undefined {
  // `localhost:3000/callback` parses as a URI with the scheme `localhost`, and `https:callback` with the host `callback`.
  const lacksScheme = /^[^:/?#]*:\d+(?:[/?#]|$)|^https?:(?!\/\/)/i.test(value);
  return URL.canParse(value) && !lacksScheme && !/[\s\p{Cc},]/u.test(value)
    ? undefined
    : "it must be a complete URI with its scheme, without white space and commas, such as https://app.example.com/callback";
}

function emptyOr(format: (value: string) => string | undefined): (value: string) => string | undefined {
  return (value) => (value === "" ? undefined : format(value));
}
