import type { Control, Objects } from "../../sandbox";
import type { Resource } from "./engineState";
import { kindOf, type Spec, slotOf } from "./programs";

/** What somebody does in a service's console, behind Pulumi's back. */
export interface ByHand {
  slot: string;
  /** One of its specification's properties, `delete`, or `respell`: as services do, which is no change. */
  what: string;
  /** Where the new value comes from. */
  spec: Spec;
}

/** False when there is nothing to be done. */
export async function doByHand(
  { slot, what, spec }: ByHand,
  state: Resource[],
  control: Control,
  objects: Objects,
): Promise<boolean> {
  const resource = state.find(({ name }) => slotOf(name) === slot);
  if (!resource) return false;
  const [first = "", part = ""] = resource.id.split("/");
  const kind = kindOf(slot);
  const server = kind === "client" ? undefined : objects.onelogin.authServers[first];
  if (kind === "client") {
    const client = objects.onegini.apiClients[resource.id];
    if (!client) return false;
    if (what === "delete") await control.deleteApiClient(resource.id);
    else {
      const patch = what === "respell" ? respelled(client, ["name", "public_base_uri"]) : clientPatch(what, spec);
      await control.setApiClient(resource.id, patch);
      return Object.keys(patch).length > 0;
    }
    return true;
  }
  if (!server) return false;
  if (kind === "server") {
    if (what === "delete") await control.deleteAuthServer(first);
    else if (what === "respell") {
      const { resource_identifier, audiences } = server.configuration;
      const configuration = {
        resource_identifier: respell(resource_identifier),
        audiences: audiences.map(respell).reverse(),
      };
      await control.setAuthServer(first, { ...respelled(server, ["name", "description"]), configuration });
    } else await control.setAuthServer(first, serverPatch(slot, what, spec));
  } else if (kind === "scope") {
    const scope = server.scopes.find(({ id }) => id === Number(part));
    if (!scope) return false;
    if (what === "delete") await control.deleteScope(first, part);
    else if (what === "respell") await control.setScope(first, part, respelled(scope, ["value", "description"]));
    else if (what === "value") await control.setScope(first, part, { value: `${slot}:${spec.value}` });
    else if (what === "description")
      await control.setScope(first, part, { description: String(spec.description ?? "") });
    else return false;
  } else if (kind === "claim") {
    const claim = server.claims.find(({ id }) => id === Number(part));
    if (!claim) return false;
    const field = claimFields[what];
    if (what === "delete") await control.deleteClaim(first, part);
    else if (what === "respell")
      await control.setClaim(first, part, respelled(claim, ["name", ...Object.values(claimFields)]));
    else if (what === "name") await control.setClaim(first, part, { name: `${slot} ${spec.name}` });
    else if (field) await control.setClaim(first, part, { [field]: spec[what] ?? null });
    else return false;
  } else {
    const app = server.clientApps.find(({ app_id }) => app_id === Number(part));
    if (!app) return false;
    const all = [...server.scopes].sort((a, b) => (a.value < b.value ? -1 : 1)).map(({ id }) => id);
    const chosen = (spec.scopes as [number, boolean][]).flatMap(([n]) => all[n % all.length] ?? []);
    if (what === "delete") await control.deleteClientApp(first, part);
    else if (what === "scopes") await control.setClientApp(first, part, [...new Set(chosen)]);
    else if (what === "respell") await control.setClientApp(first, part, [...app.scope_ids].reverse());
    else if (what === "exportCredentials") await regenerate(control, objects, Number(part));
    else return false;
  }
  return true;
}

const claimFields: Record<string, string> = {
  mappings: "user_attribute_mappings",
  macros: "user_attribute_macros",
  transformations: "attributes_transformations",
};

function clientPatch(what: string, spec: Spec): Spec {
  const { method, secret, jwk, jwks } = spec.authentication as Spec;
  if (what === "name") return spec.name === undefined ? {} : { name: spec.name };
  if (what === "scopes") return { scopes: [...new Set(spec.scopes as string[])] };
  if (what === "publicBaseUri") return { public_base_uri: spec.publicBaseUri ?? "" };
  if (what !== "authentication") return {};
  if (method !== "private_key_jwt")
    return { authentication_method: "client_secret_basic", client_secret: secret ?? "set-by-hand" };
  return {
    authentication_method: method,
    client_secret: null,
    ...(jwk ? { public_jwk: jwk } : {}),
    ...(jwks ? { jwks_uri: jwks } : {}),
  };
}

function serverPatch(slot: string, what: string, spec: Spec): Spec {
  if (what === "name") return { name: `${spec.name} ${slot}` };
  if (what === "description") return { description: spec.description ?? "by hand" };
  if (what === "identifier") return { configuration: { resource_identifier: spec.identifier } };
  if (what === "audiences") return { configuration: { audiences: [...new Set(spec.audiences as string[])] } };
  if (what === "access") return { configuration: { access_token_expiration_minutes: Number(spec.access ?? 7) } };
  if (what === "refresh") return { configuration: { refresh_token_expiration_minutes: Number(spec.refresh ?? 7) } };
  return {};
}

async function regenerate(control: Control, objects: Objects, id: number): Promise<void> {
  const app = objects.onelogin.apps.find((each) => each.id === id);
  if (app?.sso) await control.setApp(id, { sso: { ...app.sso, client_secret: `${app.sso.client_secret}-again` } });
}

function respelled(object: object, names: string[]): Spec {
  const values = object as Spec;
  return Object.fromEntries(names.map((name) => [name, respell(values[name])]));
}

function respell<T>(value: T): T {
  return typeof value === "string" ? (value.trim().normalize("NFC") as T) : value;
}
