/** The OAuth side of identity providers as Pulumi resources. */
export * as onegini from "./onegini";
export * as onelogin from "./onelogin";
