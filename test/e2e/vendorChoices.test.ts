import { generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { Objects, Sandbox, Settings } from "../../sandbox";
import { doByHand } from "../support/byHand";
import {
  type Environment,
  type Fixture,
  fixtureOf,
  fixtures,
  layOver,
  prepareEnvironment,
  typeOf,
} from "../support/resources";
import { sorted } from "./support/output";
import { oneOfEach } from "./support/programs";
import type { Declared } from "./support/project";
import { useProfiles } from "./support/stacks";

/**
 * Where the vendors' pages leave a choice, each service may have chosen either way: the same life ends the same. The
 * combinations hold every choice that ends well but for the sandbox's defaults, which all other tests have. Each is a
 * tenant of one stack.
 */
const choices: Record<string, Partial<Settings>> = {
  // null unsets, PUTs empty what they leave out, POSTs are 201, what may not be seen is hidden
  strict: {
    claimUpdate: "empties",
    parameterUpdate: "empties",
    appUpdateAnswer: "id",
    unsetAppLifetimes: "missing",
    unsetBy: "null",
    pageOrder: "clientId",
    createdStatus: 201,
    notFoundForm: "framework",
    unknownRouteForm: "framework",
    hiddenAs: 404,
    errorStyle: "error_code",
    shuffle: true,
  },
  // either unsets, pages by name, a PATCH adds scopes
  extending: {
    unsetBy: "either",
    pageOrder: "name",
    patchedScopes: "extended",
    escapedAppTexts: true,
    appUris: "array",
    notFoundForm: "html",
    unknownRouteForm: "html",
    errorStyle: "code",
  },
  // no default lifetimes, nothing that needs not be shown, errors within errors
  sparse: {
    claimUpdate: "empties",
    missingLifetimes: true,
    unsetAppLifetimes: "zero",
    zeroAppEnumerations: "missing",
    publicAppSecret: "none",
    clientAppsOfDeletedApps: "kept",
    notFoundForm: "empty",
    unknownRouteForm: "empty",
    errorStyle: "nested",
    shuffle: true,
  },
};
const tenants = Object.keys(choices);
const stack = useProfiles(choices, (profile) => ({ [`onegini-${profile}:verifySecrets`]: "true" }));

const publicJwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const jwksUri = "https://keys.example.com/jwks";
const client = fixtureOf("ApiClient");

/** Laid over the fixtures' arguments and changes: what all of these services can do. */
const configuration = { resourceIdentifier: "https://orders.example.com", audiences: ["https://a.example.com"] };
const atFirst: { [name: string]: Values } = { AuthServer: { configuration } };
const later: { [name: string]: Values } = {
  // One that adds the scopes of a PATCH to the others takes none away.
  ApiClient: { scopes: ["onegini_api_insights", "onegini_api_events", "onegini_api_config"] },
  // One without lifetimes of its own demands both in every update.
  AuthServer: {
    configuration: { ...configuration, accessTokenExpirationMinutes: 20, refreshTokenExpirationMinutes: 60 },
  },
  AuthServerClientApp: { exportCredentials: true },
};

let environment: Environment;
let objectsBefore: Objects[];

/** Beside one of each class, a client that was there before, and one with a key. */
const adopted = () => client.inputs(environment, 2);
const withKey = () => client.inputs(environment, 3);

function change(fixture: Fixture, isChanged: boolean): Values {
  const begun = atFirst[fixture.name] ?? {};
  return isChanged ? { ...begun, ...fixture.change(environment), ...fixture.rename, ...later[fixture.name] } : begun;
}

function program(isChanged: boolean): Declared[] {
  return tenants.flatMap((profile) => [
    ...oneOfEach(environment, {
      prefix: `${profile}-`,
      args: (fixture) => ({ ...change(fixture, isChanged), profile }),
    }),
    { type: typeOf(client), name: `${profile}-adopted`, args: { ...adopted(), adoptExisting: true, profile } },
    {
      type: typeOf(client),
      name: `${profile}-key`,
      args: {
        ...withKey(),
        authenticationMethod: "private_key_jwt",
        ...(isChanged ? { publicJwk } : { jwksUri }),
        profile,
      },
    },
  ]);
}

async function eachTenant(work: (sandbox: Sandbox, profile: string) => Promise<void>): Promise<void> {
  for (const profile of tenants) await work(stack.sandboxes[profile] as Sandbox, profile);
}

/** What the program says is there, whatever the service is like. */
async function expectHeld(isChanged: boolean): Promise<void> {
  await eachTenant(async ({ control }, profile) => {
    const objects = await control.objects();
    for (const fixture of fixtures) {
      const inputs = layOver(fixture.inputs(environment), change(fixture, isChanged));
      const expected = { ...fixture.serverDefaults, ...fixture.holds(inputs) };
      expect(sorted(fixture.find(objects, inputs)), `${profile}, ${fixture.name}`).toMatchObject([sorted(expected)]);
    }
    expect(sorted(client.find(objects, adopted())), profile).toMatchObject([sorted(client.holds(adopted()))]);
    const [{ jwks_uri, public_jwk } = {}] = client.find(objects, withKey());
    const keys = isChanged ? [false, publicJwk] : [jwksUri, undefined];
    expect([jwks_uri || false, public_jwk], profile).toEqual(keys);
  });
}

beforeAll(async () => {
  objectsBefore = [];
  await eachTenant(async ({ control }) => {
    // What `exportCredentials` needs.
    await control.settings({ appSecretInReads: "shown" });
    environment = await prepareEnvironment(control);
    objectsBefore.push(await control.objects());
  });
});

test("creates, and adopts what was there", async () => {
  await eachTenant(async (sandbox) => {
    await doByHand(sandbox, client.byHand.make({ ...adopted(), name: "Theirs", scopes: ["onegini_api_events"] }));
  });
  stack.project.declare(program(false));
  await stack.project.up();
  await expectHeld(false);
});

test("a refresh finds no drift", () => stack.project.refresh("--expect-no-changes"));

test("updates in place", async () => {
  const ids = stack.project.ids();
  stack.project.declare(program(true));
  await stack.project.up();
  await expectHeld(true);
  expect(stack.project.ids()).toEqual(ids);
});

test("what somebody changes or deletes by hand is put back", async () => {
  const ids = stack.project.ids();
  await eachTenant(async (sandbox, profile) => {
    for (const fixture of fixtures) {
      const { remove, set } = fixture.byHand;
      const id = String(ids[`${profile}-${fixture.name}`]);
      await doByHand(sandbox, isDeleted(fixture) ? remove(id) : set(id, fixture.drift.inputs(environment)));
    }
    const clientId = String(ids[`${profile}-adopted`]);
    await sandbox.control.setApiClient(clientId, { client_secret: "by-hand", name: "By hand" });
    const lifetime = { access_token_expiration_minutes: 99 };
    await sandbox.control.setAuthServer(String(ids[`${profile}-AuthServer`]), { configuration: lifetime });
  });
  await stack.project.up("--refresh");
  await expectHeld(true);
  await eachTenant(async ({ control }, profile) => {
    const clientId = String(ids[`${profile}-adopted`]);
    expect((await control.apiClient(clientId))?.client_secret, profile).not.toBe("by-hand");
  });
});

test("a destroy leaves what was there before", async () => {
  await stack.project.destroy();
  const objects: Objects[] = [];
  await eachTenant(async ({ control }) => void objects.push(await control.objects()));
  expect(objects).toEqual(objectsBefore);
});

/** Deleted by hand, where the others are changed. */
function isDeleted({ name }: Fixture): boolean {
  return ["ApiClient", "AuthServerScope"].includes(name);
}
