import type { Objects } from "../../sandbox";
import type { Declared } from "../e2e/support/project";
import type { Resource } from "./engineState";

/**
 * What a program says and what a service holds, in the same words, so that they can be compared. This is the tests'
 * own idea of docs/values.md: nothing of the provider's code is used. Resources that others name by their ids are
 * named by their slots here.
 */
export type Words = Record<string, unknown>;

/** A change of these makes another object. */
export const replacing = ["clientId", "profile", "authServerId", "appId"];
/** Taken out of a program they go back to nothing, as far as the APIs can say that. */
export const emptied = ["publicBaseUri", "userAttributeMappings", "userAttributeMacros", "attributesTransformations"];

export function wordsOf({ type, name, args = {} }: Declared, older: boolean): Words {
  const { configuration, adoptExisting: _, clientSecret, ...others } = args as Words & { clientSecret?: Words };
  const words: Words = { ...others, ...flat(configuration as Words | undefined) };
  if (type === "onegini.ApiClient") {
    words.name ??= name;
    words.clientId ??= `e2e-test-${name}`;
    words.methodIs = words.authenticationMethod === undefined ? "assumed" : "given";
    if (!older) words.authenticationMethod ??= "client_secret_basic";
    if (clientSecret) words.secret = clientSecret.$secret;
  }
  if (type === "onelogin.AuthServer") words.description ??= "Managed by Pulumi";
  if (type === "onelogin.AuthServerScope") words.description ??= "";
  for (const key of ["authServerId", "scopeIds"]) if (key in words) words[key] = slotsIn(words[key]);
  for (const key of Object.keys(words)) if (/Minutes$|^appId$/.test(key)) words[key] = Number(words[key]);
  return words;
}

/** `{$ref: "scope0.id"}` → `scope0` */
function slotsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slotsIn);
  return (value as { $ref: string }).$ref.split(".")[0];
}

function flat(configuration: Words = {}): Words {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [`configuration.${key}`, value]));
}

/** Everything that the service says of a resource; undefined when it's gone. */
export function serviceWords(resource: Resource, state: Resource[], objects: Objects, seen: Seen): Words | undefined {
  const [first = "", part = ""] = resource.id.split("/");
  if (resource.type === "onegini.ApiClient") {
    const client = objects.onegini.apiClients[resource.id];
    if (!client) return undefined;
    return {
      name: client.name,
      scopes: client.scopes,
      publicBaseUri: client.public_base_uri,
      ...(seen.older
        ? {}
        : {
            authenticationMethod: client.authentication_method,
            publicJwk: client.public_jwk,
            jwksUri: client.jwks_uri,
          }),
      ...(isUntold(resource, client, seen) ? {} : held(seen.verifySecrets, resource, client.client_secret)),
    };
  }
  const server = objects.onelogin.authServers[first];
  if (!server) return undefined;
  if (resource.type === "onelogin.AuthServer") {
    const { resource_identifier, audiences, ...lifetimes } = server.configuration;
    return {
      name: server.name,
      description: server.description,
      "configuration.resourceIdentifier": resource_identifier,
      "configuration.audiences": audiences,
      "configuration.accessTokenExpirationMinutes": lifetimes.access_token_expiration_minutes,
      "configuration.refreshTokenExpirationMinutes": lifetimes.refresh_token_expiration_minutes,
    };
  }
  if (resource.type === "onelogin.AuthServerScope") {
    const scope = server.scopes.find(({ id }) => id === Number(part));
    return scope && { value: scope.value, description: scope.description };
  }
  if (resource.type === "onelogin.AuthServerClaim") {
    const claim = server.claims.find(({ id }) => id === Number(part));
    return (
      claim && {
        name: claim.name,
        userAttributeMappings: claim.user_attribute_mappings,
        userAttributeMacros: claim.user_attribute_macros,
        attributesTransformations: claim.attributes_transformations,
      }
    );
  }
  const app = server.clientApps.find(({ app_id }) => app_id === Number(part));
  if (!app) return undefined;
  const isScope = (each: Resource) => each.type.endsWith("Scope") && each.inputs.profile === resource.inputs.profile;
  const slotOf = (id: number) => state.find((each) => isScope(each) && each.id === `${first}/${id}`)?.name;
  const oidc = objects.onelogin.apps.find(({ id }) => id === Number(part));
  return {
    scopeIds: app.scope_ids.map((id) => slotOf(id) ?? `#${id}`),
    ...held(true, resource, oidc?.sso?.client_secret),
  };
}

export interface Seen {
  older: boolean;
  verifySecrets: boolean;
  /** A client without the scope for it is answered 404 when it reads itself, which proves no secret right. */
  hidesClients: boolean;
}

/** A wrong secret is refused, but the answer to a right one says nothing. */
function isUntold({ outputs }: Resource, client: Objects["onegini"]["apiClients"][string], seen: Seen): boolean {
  const isRight = outputs.clientSecret === client.client_secret;
  return seen.hidesClients && isRight && !client.scopes.includes("onegini_api_admin");
}

/** Is the secret that the state holds the service's? */
function held(asked: boolean, { outputs }: Resource, secret: unknown): Words {
  if (!asked || outputs.clientSecret === undefined) return {};
  return { clientSecret: outputs.clientSecret === secret ? "held" : "another" };
}

const sets = ["scopes", "configuration.audiences", "scopeIds"];

/** Do they mean the same to a person, so that a difference is no drift? */
export function means(key: string, program: unknown, service: unknown): boolean {
  if (sets.includes(key)) {
    const [a, b] = [program, service].map((set) => new Set((set as unknown[]).map(text)));
    return a?.size === b?.size && [...(a ?? [])].every((item) => b?.has(item));
  }
  if (key === "publicJwk")
    return Object.entries(program as Words).every(([member, value]) => (service as Words | null)?.[member] === value);
  if (typeof program === "string") return text(program) === text(service ?? "");
  return program === service;
}

/** Services trim texts and compose their Unicode; nothing more is overlooked. */
function text(value: unknown): unknown {
  return typeof value === "string" ? value.normalize("NFC").trim() : value;
}

/** Is it written the same, so that the next `up` has nothing to send? */
export function spelledSame(key: string, a: unknown, b: unknown): boolean {
  if (sets.includes(key) && Array.isArray(a) && Array.isArray(b))
    return JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());
  if (typeof a === "object" && typeof b === "object" && a && b)
    return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  return key === "clientSecretVersion" && a !== undefined && b !== undefined ? String(a) === String(b) : a === b;
}
