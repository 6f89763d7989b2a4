import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import type { Declared } from "../e2e/support/project";

/**
 * Random programs. Each resource has a slot (`server0`, `scope2`), which is its name in the program and makes its
 * natural key its own, so that no program contradicts itself. A specification holds what a person wrote; one that
 * points to a slot which isn't there points to nothing.
 */
export type Kind = "client" | "server" | "scope" | "claim" | "app";
export type Spec = Record<string, unknown>;
/** By slot. */
export type Program = Record<string, Spec>;

export const slots: Record<Kind, number> = { server: 2, scope: 3, claim: 2, app: 2, client: 2 };
export const kindOf = (slot: string): Kind => slot.replace(/\d+$/, "") as Kind;

/** What the resource in a slot is called, by how often somebody has renamed it. */
const nameIn = (program: Program, slot: string) => {
  const renamed = program[slot]?.renamed;
  return renamed ? `${slot}-${renamed}` : slot;
};
export const slotOf = (name: string): string => name.replace(/-\d+$/, "");

// Case, Unicode (composed, decomposed, beyond the BMP), and what looks like a number.
const words = fc.constantFrom("orders", "Orders", "Caf\u00e9", "Cafe\u0301", "\u{1f511} keys", "42", "a b");
/** Texts that may be empty or have white space around them. */
const anyText = fc.oneof(words, fc.constantFrom("", " orders", "orders ", "\torders\n"));
/** The service refuses a server without a description. */
const described = fc.oneof(words, fc.constantFrom(" orders", "orders "));
const urls = fc.constantFrom(
  "https://a.example.com",
  "https://a.example.com/",
  "https://A.example.com/x",
  "http://b.example.com",
);
const minutes = fc.constantFrom<unknown>(1, 15, "15", 525_600);
const version = fc.constantFrom<unknown>(1, "1", 2, "2026-01");
export const keys = [1, 2].map(() => {
  const { kty, crv, x, y } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return { kty, crv, x, y };
});
const jwk = fc.oneof(
  fc.constantFrom(...keys),
  fc.constantFrom(...keys).map((key) => ({ ...key, kid: "one" })),
);
const apiScopes = fc.array(
  fc.constantFrom("onegini_api_admin", "onegini_api_events", "onegini_api_config", "onegini_api_end_user"),
  { minLength: 1, maxLength: 4 },
);
const adopting = fc.constantFrom(undefined, undefined, true, false);
const profile = fc.constantFrom(undefined, undefined, undefined, "acme");
/** Which one of those that there are. */
const pick = fc.nat({ max: 5 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** How a client authenticates, with what belongs to it: one property, since its parts exclude each other. */
const authentication = fc.oneof(
  fc.record({ method: fc.constantFrom(undefined, "client_secret_basic"), version: maybe(version) }),
  fc.record({
    method: fc.constantFrom(undefined, "client_secret_basic"),
    secret: fc.constantFrom("s3cret-a", "s3cret-b ", "s\u00e9cret"),
  }),
  fc.record({ method: fc.constant("private_key_jwt"), jwk }),
  fc.record({ method: fc.constant("private_key_jwt"), jwks: urls }),
);

export const specs: Record<Kind, fc.Arbitrary<Spec>> = {
  client: fc.record({
    name: maybe(words),
    clientId: maybe(fc.constantFrom("one", "Two", "a/../b", "\u00e9 ?")),
    scopes: apiScopes,
    publicBaseUri: maybe(fc.oneof(urls, fc.constant(""))),
    authentication,
    adoptExisting: adopting,
    profile,
  }),
  server: fc.record({
    name: words,
    description: maybe(described),
    identifier: urls,
    audiences: fc.array(fc.oneof(urls, words), { minLength: 1, maxLength: 3 }),
    access: maybe(minutes),
    refresh: maybe(minutes),
    adoptExisting: adopting,
    profile,
  }),
  scope: fc.record({
    server: pick,
    value: fc.constantFrom("read", "Read", "Caf\u00e9", "Cafe\u0301"),
    description: maybe(anyText),
    adoptExisting: adopting,
  }),
  claim: fc.record({
    server: pick,
    name: words,
    mappings: maybe(anyText),
    macros: maybe(anyText),
    transformations: maybe(anyText),
    adoptExisting: adopting,
  }),
  app: fc.record({
    server: pick,
    app: fc.tuple(fc.nat({ max: 1 }), fc.boolean()),
    scopes: fc.array(fc.tuple(pick, fc.boolean()), { maxLength: 4 }),
    exportCredentials: maybe(fc.boolean()),
    adoptExisting: adopting,
  }),
};

export const allSlots = Object.entries(slots).flatMap(([kind, count]) =>
  Array.from({ length: count }, (_, i) => `${kind}${i}`),
);

/** A program of some of these slots. */
export const programOf = (slots: string[]): fc.Arbitrary<Program> =>
  fc
    .tuple(...slots.map((slot) => fc.option(specs[kindOf(slot)], { nil: undefined, freq: 6 })))
    .map((each) => Object.fromEntries(slots.flatMap((slot, i) => (each[i] ? [[slot, each[i]]] : []))));

/** What means the same and is written differently. */
export function rewritten(spec: Spec): Spec {
  const { app, authentication, ...others } = spec;
  const again = Object.entries(others).map(([key, value]) => {
    if (Array.isArray(value)) return [key, [...value].reverse().concat(value.slice(0, 1))];
    return [key, key === "access" || key === "refresh" ? otherNumber(value) : value];
  });
  const { version } = (authentication ?? {}) as Spec;
  return {
    ...Object.fromEntries(again),
    ...(app ? { app: [(app as unknown[])[0], !(app as unknown[])[1]] } : {}),
    ...(authentication ? { authentication: { ...authentication, version: otherNumber(version) } } : {}),
  };
}

/**
 * The resource has another name and takes over what it made under the old one. Where others name its outputs it stays: a
 * preview can't know that what is taken over has the same number, so it would show more than there is to do.
 */
export function renamed(program: Program, slot: string): Program {
  const spec = program[slot];
  const others = Object.keys(program).map(kindOf);
  const namedBy: Partial<Record<Kind, Kind[]>> = { server: ["scope", "claim", "app"], scope: ["app"] };
  const isNamed = namedBy[kindOf(slot)]?.some((kind) => others.includes(kind));
  if (!spec || isNamed) return program;
  return { ...program, [slot]: { ...spec, adoptExisting: true, renamed: Number(spec.renamed ?? 0) + 1 } };
}

function otherNumber(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

/** The OpenID Connect apps that each slot may name, as a number or as a string. */
export const oidcApps: Record<string, number[]> = { app0: [909021, 909022], app1: [909023, 1026152] };

/** @param older - The server knows no other authentication than by secret. */
export function declare(program: Program, older: boolean): Declared[] {
  const servers = allSlots.filter((slot) => kindOf(slot) === "server" && program[slot]);
  const serverOf = (spec: Spec) => servers[Number(spec.server) % servers.length];
  return allSlots.flatMap((slot): Declared[] => {
    const spec = program[slot];
    if (!spec) return [];
    const kind = kindOf(slot);
    const name = nameIn(program, slot);
    if (kind === "client") return [declaredClient(slot, name, spec, older)];
    if (kind === "server") return [declaredServer(slot, name, spec)];
    const server = serverOf(spec);
    if (!server) return [];
    const common = {
      authServerId: { $ref: `${nameIn(program, server)}.${slot.endsWith("0") ? "authServerId" : "id"}` },
      adoptExisting: spec.adoptExisting,
      profile: program[server]?.profile,
    };
    if (kind === "scope") {
      const { value, description } = spec;
      return [made("AuthServerScope", name, { ...common, value: `${slot}:${value}`, description })];
    }
    if (kind === "claim") {
      const { mappings, macros, transformations } = spec;
      return [
        made("AuthServerClaim", name, {
          ...common,
          name: `${slot} ${spec.name}`,
          userAttributeMappings: mappings,
          userAttributeMacros: macros,
          attributesTransformations: transformations,
        }),
      ];
    }
    const [app, asText] = spec.app as [number, boolean];
    const appId = oidcApps[slot]?.[app] as number;
    const known = allSlots.filter(
      (each) => kindOf(each) === "scope" && program[each] && serverOf(program[each]) === server,
    );
    const scopeIds = (spec.scopes as [number, boolean][]).flatMap(([n, byId]) => {
      const scope = known[n % known.length];
      return scope ? [{ $ref: `${nameIn(program, scope)}.${byId ? "id" : "scopeId"}` }] : [];
    });
    const { exportCredentials } = spec;
    return [
      made("AuthServerClientApp", name, {
        ...common,
        appId: asText ? String(appId) : appId,
        scopeIds,
        exportCredentials,
      }),
    ];
  });
}

/** An older server knows no method. */
export function authenticationOf(spec: Spec, older: boolean): Spec {
  const authentication = spec.authentication as Spec;
  if (!older) return authentication;
  return authentication.jwk || authentication.jwks ? {} : { ...authentication, method: undefined };
}

function declaredClient(slot: string, resourceName: string, spec: Spec, older: boolean): Declared {
  const { method, version, secret, jwk, jwks } = authenticationOf(spec, older);
  const { name, clientId, scopes, publicBaseUri, adoptExisting, profile } = spec;
  return {
    ...made("ApiClient", resourceName, {
      name,
      clientId: clientId === undefined ? undefined : `${slot}-${clientId}`,
      scopes,
      publicBaseUri,
      authenticationMethod: method,
      clientSecretVersion: version,
      clientSecret: secret === undefined ? undefined : { $secret: secret },
      publicJwk: jwk,
      jwksUri: jwks,
      adoptExisting,
      profile,
    }),
    type: "onegini.ApiClient",
  };
}

function declaredServer(slot: string, resourceName: string, spec: Spec): Declared {
  const { name, description, identifier, audiences, access, refresh, adoptExisting, profile } = spec;
  return made("AuthServer", resourceName, {
    name: `${name} ${slot}`,
    description,
    configuration: present({
      resourceIdentifier: identifier,
      audiences,
      accessTokenExpirationMinutes: access,
      refreshTokenExpirationMinutes: refresh,
    }),
    adoptExisting,
    profile,
  });
}

function made(className: string, name: string, args: Spec): Declared {
  return { type: `onelogin.${className}`, name, args: present(args) };
}

function present(values: Spec): Spec {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
