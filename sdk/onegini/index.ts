export { ApiClient, type ApiClientArgs, type EcPublicJwk } from "./apiClient";
