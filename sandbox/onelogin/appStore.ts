import { randomBytes } from "node:crypto";
import { isObject, type JsonObject } from "../core/json";
import { type AppAttributes, newParameter, type Parameter } from "./appValues";
import { type Connector, connectorFor, OIDC, SAML } from "./connector";

// The types describe what the vendor's API leaves behind. The control interface can set anything to null.

export interface App extends AppAttributes {
  id: number;
  connector_id: number;
  auth_method: number;
  auth_method_description: string;
  icon_url: string;
  provisioning: { enabled: boolean };
  parameters: Record<string, Parameter>;
  /** Only of OpenID Connect apps; public ones may have no secret. */
  sso?: { client_id: string; client_secret?: string };
  created_at: string;
  updated_at: string;
}

/** The apps that there are, and the ids of new ones. */
export class AppStore {
  private readonly apps = new Map<number, App>();
  private lastId = 0;
  private lastParameterId = 0;

  find(id: number): App | undefined {
    return this.apps.get(id);
  }

  all(): App[] {
    return [...this.apps.values()];
  }

  add(app: App): void {
    this.apps.set(app.id, app);
  }

  remove(id: number): boolean {
    return this.apps.delete(id);
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  nextParameterId(): number {
    this.lastParameterId += 1;
    return this.lastParameterId;
  }

  /** An app as POST creates it when only its name is given. It isn't added. */
  newApp(id: number, connector: Connector, name: string): App {
    const now = new Date().toISOString();
    return {
      id,
      connector_id: connector.id,
      auth_method: connector.auth_method,
      auth_method_description: connector.auth_method_description,
      icon_url: connector.icon_url,
      name,
      description: null,
      notes: null,
      visible: true,
      allow_assumed_signin: false,
      policy_id: null,
      brand_id: null,
      tab_id: null,
      role_ids: [],
      provisioning: { enabled: false },
      configuration: Object.fromEntries(connector.configuration.map((key) => [key, initialConfiguration[key] ?? null])),
      parameters: Object.fromEntries(
        connector.parameters.map((parameter) => [parameter, newParameter(this.nextParameterId(), parameter)]),
      ),
      ...(connector.auth_method === OIDC && {
        sso: { client_id: clientIdOf(id), client_secret: randomBytes(32).toString("hex") },
      }),
      created_at: now,
      updated_at: now,
    };
  }

  /** Changes an app, or creates it. `configuration`, `parameters` and `sso` are changed key by key. */
  patch(id: number, { auth_method, configuration, parameters, sso, ...rest }: JsonObject): void {
    const before = this.find(id) ?? this.newApp(id, connectorFor(Number(auth_method ?? OIDC)), `App ${id}`);
    const app = { ...before, ...rest, id };
    if (configuration !== undefined) app.configuration = merged(before.configuration, configuration) as JsonObject;
    if (isObject(sso)) app.sso = merged(before.sso, sso) as NonNullable<App["sso"]>;
    if (isObject(parameters)) app.parameters = this.patchedParameters(before.parameters, parameters);
    this.add(app);
  }

  seed(count: number): void {
    for (let id = 2_000_001; id <= 2_000_000 + count; id += 1) this.addExample(id, `Seeded ${id}`, OIDC);
  }

  reset(): void {
    this.apps.clear();
    this.lastId = 1_200_000;
    this.lastParameterId = 89_800;
    for (const { id, name, authMethod } of initialApps) this.addExample(id, name, authMethod);
  }

  private patchedParameters(before: Record<string, Parameter>, patch: JsonObject): Record<string, Parameter> {
    const after = { ...before };
    for (const [name, attributes] of Object.entries(patch)) {
      if (attributes === null) delete after[name];
      else after[name] = merged(before[name] ?? newParameter(this.nextParameterId(), name), attributes) as Parameter;
    }
    return after;
  }

  private addExample(id: number, name: string, authMethod: number): void {
    const app = this.newApp(id, connectorFor(authMethod), name);
    const longAgo = "2024-03-05T10:00:00.000Z";
    Object.assign(app, { created_at: longAgo, updated_at: longAgo });
    if (app.sso) {
      Object.assign(app.configuration, exampleConfiguration(id));
      app.sso = { client_id: clientIdOf(id), client_secret: `sandbox-oidc-secret-${id}` };
    }
    this.add(app);
  }
}

function clientIdOf(id: number): string {
  return `sandbox-oidc-client-${id}`;
}

/** What a new app's configuration has that isn't null. */
const initialConfiguration: JsonObject = {
  oidc_application_type: 0,
  token_endpoint_auth_method: 0,
  include_amr_claims: false,
};

function exampleConfiguration(id: number): JsonObject {
  return {
    redirect_uri: `https://app-${id}.example.com/callback`,
    login_url: `https://app-${id}.example.com/login`,
    token_endpoint_auth_method: 1,
    access_token_expiration_minutes: 10,
    refresh_token_expiration_minutes: 30,
  };
}

/** Merges the members of a patch; a patch that is null removes everything. */
function merged(before: object | null | undefined, patch: unknown): unknown {
  return isObject(patch) ? { ...before, ...patch } : null;
}

/** The apps of every new sandbox; 909021 and 1026152 are in the vendor's own examples. */
const initialApps = [
  { id: 909021, name: "Contacts web app", authMethod: OIDC },
  { id: 909022, name: "Contacts mobile app", authMethod: OIDC },
  { id: 909023, name: "Reporting service", authMethod: OIDC },
  { id: 1026152, name: "Billing web app", authMethod: OIDC },
  { id: 909030, name: "Payroll (SAML)", authMethod: SAML },
];

export function describeInitialApps(): string {
  const lines = initialApps.map(
    ({ id, name, authMethod }) =>
      `  ${String(id).padEnd(9)}${name.padEnd(22)}${connectorFor(authMethod).auth_method_description}`,
  );
  return `OneLogin holds these apps; a client app needs one that is OpenID Connect:\n\n${lines.join("\n")}`;
}
