// Generated from provider/services.ts by `npm run generate`.
export { ApiClient, type ApiClientArgs, type EcPublicJwk } from "./apiClient";
export { WebClient, type WebClientArgs, type WebClientOpenIdConnect } from "./webClient";
