import { sandboxForAll } from "../../../support/sandbox";
import { oneloginCaller } from "./calls";

export const servers = "/api_authorizations";
export const configuration = {
  resource_identifier: "https://example.com/contacts",
  audiences: ["https://example.com/contacts"],
};
export const lifetimes = { access_token_expiration_minutes: 15, refresh_token_expiration_minutes: 45 };
/** An authorization server with all of its attributes. */
export const whole = { name: "Contacts API", description: "An API", configuration: { ...configuration, ...lifetimes } };

export const notFound = {
  message: "The resource with the given id could not be found",
  statusCode: 404,
  name: "NotFoundError",
};

/** A sandbox for all tests of a file, and calls to its OneLogin. */
export function oneloginForAll() {
  const sandbox = sandboxForAll();
  const onelogin: ReturnType<typeof oneloginCaller> = (...call) => oneloginCaller(sandbox())(...call);
  const create = async (path: string, body: unknown): Promise<number> => (await onelogin("POST", path, body)).json.id;
  return { sandbox, onelogin, create };
}
