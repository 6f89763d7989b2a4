import type { JsonObject } from "../core/json";

export const OIDC = 8;
const SAML = 2;
const methodNames: Record<number, string> = { [OIDC]: "OpenID Connect", [SAML]: "SAML2.0" };

/** An app of the account, with the secret of an OpenID Connect one. */
export interface App {
  id: number;
  connector_id: number;
  auth_method: number;
  auth_method_description: string;
  name: string;
  description: string | null;
  updated_at: string;
  created_at: string;
  visible: boolean;
  configuration: JsonObject;
  sso?: { client_id: string; client_secret?: string };
}

export function makeApp(id: number, name: string, authMethod: number): App {
  const common = {
    id,
    connector_id: authMethod === OIDC ? 108419 : 110016,
    auth_method: authMethod,
    auth_method_description: methodNames[authMethod] ?? "Password",
    name,
    description: null,
    updated_at: "2024-03-05T10:00:00.000Z",
    created_at: "2024-03-05T10:00:00.000Z",
    visible: true,
  };
  if (authMethod !== OIDC) return { ...common, configuration: { provider_arn: null } };
  return {
    ...common,
    configuration: {
      redirect_uri: `https://app-${id}.example.com/callback`,
      login_url: `https://app-${id}.example.com/login`,
      oidc_application_type: 0,
      token_endpoint_auth_method: 1,
      access_token_expiration_minutes: 10,
      refresh_token_expiration_minutes: 30,
    },
    sso: { client_id: `sandbox-oidc-client-${id}`, client_secret: `sandbox-oidc-secret-${id}` },
  };
}

/** What every sandbox begins with; 909021 and 1026152 are in the vendor's own examples. */
export function firstApps(): App[] {
  return [
    makeApp(909021, "Contacts web app", OIDC),
    makeApp(909022, "Contacts mobile app", OIDC),
    makeApp(909023, "Reporting service", OIDC),
    makeApp(1026152, "Billing web app", OIDC),
    makeApp(909030, "Payroll (SAML)", SAML),
  ];
}
