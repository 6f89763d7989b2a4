import { oneOf } from "../core/settings";
import { errorStyles } from "./errors";

/** The settings that don't belong to one resource. Where the vendor's page leaves a choice, the comment quotes it. */
export const settings = {
  /**
   * An older server neither accepts nor returns authentication_method, public_jwk and jwks_uri of API clients, nor what
   * web clients didn't have in the oldest page.
   */
  version: oneOf("newer", "older"),
  /** Client ids that devices have: no API client or web client can take them, and none is found under them. */
  deviceIds: [] as string[],
  /** The order of objects over all pages of a list. The page names none. */
  pageOrder: oneOf("creation", "clientId", "name"),
  /**
   * What a client with valid credentials but without the API's scope gets. The page lists 403 ("not allowed for the
   * current user") without saying when; many services answer 404 to hide what exists.
   */
  hiddenAs: oneOf(403, 404),
  /**
   * The keys of an error. The page: "a JSON object with an error code, a message and details about the error", without
   * an example. `error`: error, message, details. `error_code`: error_code, error_message, error_details. `code`: code,
   * message, details. `nested`: code, message and details within `error`.
   */
  errorStyle: oneOf(...errorStyles),
};
