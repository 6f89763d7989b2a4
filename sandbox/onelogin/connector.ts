/** The authentication methods by which apps differ. */
export const OIDC = 8;
export const SAML = 2;

/** What an app is made from: it decides which configuration and which parameters the app has. */
export interface Connector {
  id: number;
  name: string;
  auth_method: number;
  auth_method_description: string;
  allows_new_parameters: boolean;
  icon_url: string;
  configuration: readonly string[];
  /** The parameters that every app has from the start, and that can't be deleted. */
  parameters: readonly string[];
}

const icon_url = "https://cdn.example.com/images/icons/default.png";

const oidcConnector: Connector = {
  id: 108419,
  name: "OpenId Connect (OIDC)",
  auth_method: OIDC,
  auth_method_description: "OpenID Connect",
  allows_new_parameters: true,
  icon_url,
  configuration: [
    "redirect_uri",
    "post_logout_redirect_uri",
    "login_url",
    "oidc_application_type",
    "token_endpoint_auth_method",
    "access_token_expiration_minutes",
    "refresh_token_expiration_minutes",
    "include_amr_claims",
  ],
  parameters: ["groups"],
};

const samlConnector: Connector = {
  id: 110016,
  name: "SAML Custom Connector (Advanced)",
  auth_method: SAML,
  auth_method_description: "SAML2.0",
  allows_new_parameters: true,
  icon_url,
  configuration: ["provider_arn", "signature_algorithm", "consumer_url", "audience", "recipient"],
  parameters: ["saml_username"],
};

/** In some accounts the OpenID Connect apps are of another connector than in the vendor's samples, or of two. */
export type OidcConnectors = "108419" | "38568" | "both";

export function connectorsOf(oidcConnectors: OidcConnectors): Connector[] {
  const ids = oidcConnectors === "both" ? ["108419", "38568"] : [oidcConnectors];
  return [...ids.map((id) => ({ ...oidcConnector, id: Number(id) })), samlConnector];
}

/** What an app that the control interface creates is made from. */
export function connectorFor(authMethod: number): Connector {
  if (authMethod === OIDC) return oidcConnector;
  return {
    ...samlConnector,
    auth_method: authMethod,
    ...(authMethod !== SAML && { auth_method_description: "Password" }),
  };
}
