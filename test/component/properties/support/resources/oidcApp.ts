import fc from "fast-check";
import { fixtureOf, present } from "../../../../support/resources";
import { adopting, anyText, maybe, otherNumber, profile, respelled, urls, words } from "../values";
import { type RandomResource, type Spec, secretAsKnown } from "./resource";

const minutes = fc.constantFrom<unknown>(1, 15, "15", 525_600);
const uris = fc.array(fc.oneof(urls, fc.constantFrom("com.example.app:/callback", "https://a.example.com/?a=1&b=2")), {
  minLength: 1,
  maxLength: 3,
});
const number = fc.constantFrom<unknown>(7, 8, "8");
/** Of two parameters, each with a value, so that it shows whether they are there. */
const parameters = fc.dictionary(fc.constantFrom("unit", "groups"), words, { minKeys: 1 });

const [types, methods] = [
  ["web", "native"],
  ["basic", "post", "none"],
];

const fixture = fixtureOf("OidcApp");

export const random: RandomResource = {
  fixture,
  slot: "oidcApp",
  slots: 2,
  refersTo: [],
  sets: ["roleIds", "configuration.redirectUris", "configuration.postLogoutRedirectUris"],
  emptied: {
    description: "",
    notes: "",
    policyId: "",
    roleIds: [],
    "parameters.unit.values": "",
    "parameters.groups.values": "",
    "configuration.postLogoutRedirectUris": [],
    "configuration.loginUrl": "",
  },
  specs: fc.record({
    name: words,
    description: maybe(anyText),
    notes: maybe(fc.constantFrom("", "<b> & \"c\"\n'd'")),
    visible: maybe(fc.boolean()),
    policy: maybe(number),
    roles: maybe(fc.array(number, { maxLength: 3 })),
    parameters: maybe(parameters),
    redirect: uris,
    logout: maybe(uris),
    login: maybe(fc.oneof(urls, fc.constant(""))),
    type: maybe(fc.constantFrom(...types)),
    method: maybe(fc.constantFrom(...methods)),
    access: maybe(minutes),
    adoptExisting: adopting,
    profile,
  }),
  args: ({ name, policy, roles, parameters, ...spec }, { slot }) => ({
    name: `${name} ${slot}`,
    description: spec.description,
    notes: spec.notes,
    visible: spec.visible,
    policyId: policy,
    roleIds: roles,
    parameters: parametersOf(parameters),
    configuration: present({
      redirectUris: spec.redirect,
      postLogoutRedirectUris: spec.logout,
      loginUrl: spec.login,
      oidcApplicationType: spec.type,
      tokenEndpointAuthMethod: spec.method,
      accessTokenExpirationMinutes: spec.access,
    }),
  }),
  rewritten: ({ policy, access, roles, ...others }) => ({
    ...others,
    policy: otherNumber(policy),
    access: otherNumber(access),
    roles: Array.isArray(roles) ? roles.map(otherNumber) : roles,
  }),

  byHand: (what, spec, { slot, id, object }) => {
    const set = (inputs: Spec) => fixture.byHand.set(id, inputs);
    const configure = (configuration: Spec) => set({ configuration });
    switch (what) {
      case "respell": {
        const { redirect_uri } = object.configuration as Spec;
        const redirectUris = String(redirect_uri).split("\n").map(respelled).reverse();
        return set({
          name: respelled(object.name),
          ...(object.description ? { description: respelled(object.description) } : {}),
          configuration: { redirectUris },
        });
      }
      case "name":
        return set({ name: `${spec.name} ${slot}` });
      case "description":
      case "notes":
        return set({ [what]: spec[what] ?? "by hand" });
      case "visible":
        return set({ visible: spec.visible ?? false });
      case "policy":
        return { method: "PATCH", path: `/onelogin/apps/${id}`, body: { policy_id: Number(spec.policy ?? 0) || null } };
      case "roles":
        return set({ roleIds: [...new Set(((spec.roles as unknown[]) ?? []).map(Number))] });
      case "parameters":
        return spec.parameters === undefined ? undefined : set({ parameters: parametersOf(spec.parameters) });
      case "redirect":
        return configure({ redirectUris: [...new Set(spec.redirect as string[])] });
      case "logout":
        return configure({ postLogoutRedirectUris: [...new Set((spec.logout as string[]) ?? [])] });
      case "login":
        return configure({ loginUrl: spec.login ?? "" });
      case "type":
        return configure({ oidcApplicationType: spec.type ?? "web" });
      case "method":
        return configure({ tokenEndpointAuthMethod: spec.method ?? "basic" });
      case "access":
        return configure({ accessTokenExpirationMinutes: Number(spec.access ?? 7) });
      default:
        return undefined;
    }
  },

  completeArgs: ({ parameters, policyId, roleIds, ...args }) =>
    present({
      ...args,
      policyId: policyId && Number(policyId),
      roleIds: (roleIds as unknown[] | undefined)?.map(Number),
      ...flat((parameters ?? {}) as Spec),
    }),
  comparable: (app, resource) => {
    const configuration = app.configuration as Spec;
    const { client_secret } = app.sso as Spec;
    return {
      name: app.name,
      description: app.description,
      notes: app.notes,
      visible: app.visible,
      policyId: app.policy_id,
      roleIds: app.role_ids,
      ...flat(app.parameters as Spec),
      "configuration.redirectUris": lines(configuration.redirect_uri),
      "configuration.postLogoutRedirectUris": lines(configuration.post_logout_redirect_uri),
      "configuration.loginUrl": configuration.login_url,
      "configuration.oidcApplicationType": types[Number(configuration.oidc_application_type)],
      "configuration.tokenEndpointAuthMethod": methods[Number(configuration.token_endpoint_auth_method)],
      "configuration.accessTokenExpirationMinutes": configuration.access_token_expiration_minutes,
      ...secretAsKnown(resource, client_secret),
    };
  },
};

function parametersOf(values: unknown): Spec | undefined {
  if (values === undefined) return undefined;
  return Object.fromEntries(Object.entries(values as Spec).map(([name, value]) => [name, { values: value }]));
}

/** `parameters.unit.values` */
function flat(parameters: Spec): Spec {
  const all = Object.entries(parameters).map(([name, each]) => [`parameters.${name}.values`, (each as Spec).values]);
  return Object.fromEntries(all);
}

function lines(uris: unknown): string[] {
  return typeof uris === "string" ? uris.split("\n").filter(Boolean) : [];
}
