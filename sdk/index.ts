// Generated from provider/services.ts by `npm run generate`.
/** The OAuth side of identity providers as Pulumi resources. */
export * as onegini from "./onegini";
export * as onelogin from "./onelogin";
