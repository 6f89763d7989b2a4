import type { Config, Declared, Project } from "../../e2e/support/project";
import type { TenantSettings, Tenants } from "../tenants";

/** A state to record, and how a version is led to it. */
export interface Recording {
  name: string;
  /** Beside what points the stack at its tenants. */
  config?: Config;
  conditions?: Conditions;
  make(project: Project, tenants: Tenants): Promise<void>;
  /**
   * False where the next `up` has something to do. Then what the version itself shows and does there is recorded, too;
   * otherwise the version has to agree that there is nothing to do.
   */
  settled: boolean;
}

/** Under which a recording is made, and tried. */
export interface Conditions {
  settings?: TenantSettings;
  /** What the error says that ended the last `up`, such as `--refresh`. */
  upFlags?: string[];
}

type Args = Record<string, unknown>;

/** A resource as a program declares it, and then, in the runs that follow, declares it instead. */
export interface Developing {
  type: string;
  name: string;
  phases: [Args, ...Args[]];
  opts?: Record<string, unknown>;
}

/** The program of one run; who has no more phases stays as it is. */
export function programAt(phase: number, resources: Developing[]): Declared[] {
  return resources.map(({ type, name, phases, opts }) => ({
    type,
    name,
    args: phases[Math.min(phase, phases.length - 1)] ?? {},
    ...(opts ? { opts } : {}),
  }));
}

/** `--target <urn> --target <urn> …` */
export function targets(program: Declared[]): string[] {
  return program.flatMap(({ type, name }) => [
    "--target",
    `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/${type.replace(".", ":")}::${name}`,
  ]);
}

export function client(name: string, ...phases: Args[]): Developing {
  const withScopes = phases.map((args) => ({ scopes: ["onegini_api_events"], ...args }));
  return developing("onegini.ApiClient", name, withScopes);
}

export function server(name: string, ...phases: Args[]): Developing {
  const withRequired = phases.map(({ description, adoptExisting, profile, ...configuration }) => ({
    configuration: {
      resourceIdentifier: `https://${name}.example.com`,
      audiences: [`https://${name}.example.com`],
      ...configuration,
    },
    description,
    adoptExisting,
    profile,
  }));
  return developing("onelogin.AuthServer", name, withRequired);
}

/** The server is named as a program names it: `{ $ref: "shop.authServerId" }`. */
export function part(kind: "Scope" | "Claim" | "ClientApp", name: string, server: string, ...phases: Args[]) {
  const withServer = phases.map((args) => ({ authServerId: { $ref: `${server}.authServerId` }, ...args }));
  return developing(`onelogin.AuthServer${kind}`, name, withServer);
}

export function webClient(name: string, ...phases: Args[]): Developing {
  const withRequired = phases.map((args) => ({
    grantTypes: ["CLIENT_CREDENTIALS"],
    accessTokenExpiresIn: 900,
    ...args,
  }));
  return developing("onegini.WebClient", name, withRequired);
}

export function app(name: string, ...phases: Args[]): Developing {
  const withRequired = phases.map(({ configuration, ...args }) => ({
    configuration: { redirectUris: [`https://${name}.example.com/callback`], ...(configuration as Args | undefined) },
    ...args,
  }));
  return developing("onelogin.OidcApp", name, withRequired);
}

export function withOptions(opts: Record<string, unknown>, resource: Developing): Developing {
  return { ...resource, opts };
}

function developing(type: string, name: string, [first = {}, ...later]: Args[]): Developing {
  return { type, name, phases: [first, ...later] };
}

/** The example of RFC 7517 A.1, and the public half of the one in RFC 7515 A.3.1. */
export const jwk = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};
export const otherJwk = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  kid: "1",
};

/** Keys as web clients take them. */
export const pem = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvTjualjKhCd9i4J4u8b472qvmH6C
npCQ3f5ValieLEVGi427im+up6Dj+Qzp9rbMZr0GzIIiluH6XqWEQi1Ccg==
-----END PUBLIC KEY-----
`;
export const otherPem = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0xlK43ef3tjnnxuAn8TG57v7A3WS
2rAOxC1e5JxcMigaJrLaIY0MXBt/f9VBM4Kn2lmGniP9H0GyPIRNdjjXUA==
-----END PUBLIC KEY-----
`;
