// Generated from provider/services.ts by `npm run generate`.
export { AuthServer, type AuthServerArgs, type AuthServerConfiguration } from "./authServer";
export { AuthServerClaim, type AuthServerClaimArgs } from "./authServerClaim";
export { AuthServerClientApp, type AuthServerClientAppArgs } from "./authServerClientApp";
export { AuthServerScope, type AuthServerScopeArgs } from "./authServerScope";
export { OidcApp, type OidcAppArgs, type OidcAppConfiguration, type OidcAppParameter } from "./oidcApp";
