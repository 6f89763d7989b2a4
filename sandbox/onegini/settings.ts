import type { Choices } from "../core/choices";

export type Version = "older" | "newer";
export type UnsetBy = "emptyString" | "null" | "either" | "ignored";
export type PageOrder = "creation" | "clientId" | "name";
export type ErrorStyle = "error" | "error_code" | "code" | "nested";

/** Where the vendor's page leaves a choice, the comment says what it says. */
export interface OneginiSettings {
  /** An older server neither accepts nor returns authentication_method, public_jwk and jwks_uri. */
  version: Version;
  /** Client ids that web clients and devices have: no API client can take them, and none is found under them. */
  webClientIds: string[];
  /**
   * Which value of jwks_uri unsets it, and so whether null unsets public_jwk. The page says nothing of unsetting;
   * public_base_uri reads back as "" when unset. Values that don't unset are refused with 400. `ignored`: both are
   * accepted and change nothing.
   */
  unsetBy: UnsetBy;
  /** What a PATCH does to the set of scopes. The page: "Only the fields that are sent in the request will be changed." */
  patchedScopes: "replaced" | "extended";
  /** The order of API clients over all pages. The page names none. */
  pageOrder: PageOrder;
  /**
   * What a client with right credentials but without onegini_api_admin gets. The page lists 403 ("not allowed for the
   * current user") without saying when; many services answer 404 to whoever may not even know that something exists.
   */
  hiddenAs: 403 | 404;
  /**
   * The keys of an error. The page: "a JSON object with an error code, a message and details about the error", without
   * an example. `error`: error, message, details. `error_code`: error_code, error_message, error_details. `code`: code,
   * message, details. `nested`: code, message and details within `error`.
   */
  errorStyle: ErrorStyle;
}

export function oneginiDefaults(): OneginiSettings {
  return {
    version: "newer",
    webClientIds: [],
    unsetBy: "emptyString",
    patchedScopes: "replaced",
    pageOrder: "creation",
    hiddenAs: 403,
    errorStyle: "error",
  };
}

export const oneginiChoices: Choices<OneginiSettings> = {
  version: ["older", "newer"],
  unsetBy: ["emptyString", "null", "either", "ignored"],
  patchedScopes: ["replaced", "extended"],
  pageOrder: ["creation", "clientId", "name"],
  hiddenAs: [403, 404],
  errorStyle: ["error", "error_code", "code", "nested"],
};
