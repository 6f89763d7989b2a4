// Generated from provider/services.ts by `npm run generate`.
export { ApiClient, type ApiClientArgs, type EcPublicJwk } from "./apiClient";
