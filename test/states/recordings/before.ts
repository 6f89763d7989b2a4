import type { Declared } from "../../e2e/support/project";
import type { Tenants } from "../tenants";

/** What was there before, and the program takes over with `adoptExisting`. */
export async function makeWhatIsAdopted({ first: { control } }: Tenants): Promise<void> {
  for (const id of ["adopted", "adopted-2", "adopted-3"])
    await control.setApiClient(id, { name: "By hand", public_base_uri: "https://by-hand.example.com" });
  const id = await control.createAuthServer({
    name: "adopted-server",
    description: "By hand",
    configuration: { resource_identifier: "https://adopted-server.example.com", access_token_expiration_minutes: 77 },
  });
  const scope = await control.createScope(id, { value: "adopted:read", description: "By hand" });
  await control.createClaim(id, { name: "adopted", user_attribute_macros: "{by_hand}" });
  await control.setClientApp(id, 909021, [scope]);
}

/** What others have made, and the program looks up with `get`. */
export async function makeWhatIsLookedUp({ first, second }: Tenants): Promise<Declared[]> {
  const [id, scope, claim] = await makeTheirs(first);
  await makeTheirs(second);
  const looked = (type: string, name: string, id: unknown, state?: Record<string, unknown>): Declared => ({
    type,
    name,
    get: { id, ...(state ? { state } : {}) },
  });
  return [
    looked("onegini.ApiClient", "their-client", "theirs"),
    looked("onelogin.AuthServer", "their-server", String(id)),
    looked("onelogin.AuthServerScope", "their-scope", `${id}/${scope}`),
    looked("onelogin.AuthServerClaim", "their-claim", `${id}/${claim}`),
    looked("onelogin.AuthServerClientApp", "their-app", `${id}/909021`),
    looked("onegini.ApiClient", "their-client-of-second", "theirs", { profile: "second" }),
  ];
}

async function makeTheirs({ control }: Tenants["first"]): Promise<[number, number, number]> {
  await control.setApiClient("theirs", { name: "Theirs", scopes: ["onegini_api_events"] });
  const id = await control.createAuthServer({ name: "theirs", description: "Theirs" });
  const scope = await control.createScope(id, { value: "theirs:read", description: "Read" });
  const claim = await control.createClaim(id, { name: "mail", user_attribute_mappings: "email" });
  await control.setClientApp(id, 909021, [scope]);
  return [id, scope, claim];
}
