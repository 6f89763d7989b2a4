import { test } from "vitest";
import { plainReading, type Reading } from "./support/conditions";
import type { Program } from "./support/programs";
import type { Spec } from "./support/resources";
import { keys } from "./support/resources/apiClient";
import { SequenceRun } from "./support/sequenceRun";
import type { Event } from "./support/sequences";
import { tenantsForAll } from "./support/tenants";

const tenants = tenantsForAll();

const server = { name: "orders", identifier: "https://a.example.com", audiences: ["Cafe\u0301", "orders"] };
const scope = { server: 0, value: "read" };
const claim = { server: 0, name: "orders", mappings: "orders" };
const app = { server: 0, app: { which: 0, asText: false }, scopes: [] };
const client = { clientId: "one", scopes: ["onegini_api_admin"], authentication: { version: 1 } };
const authenticatedBy = (authentication: Spec) => ({ ...client, authentication });
const keySet = authenticatedBy({ method: "private_key_jwt", jwks: "https://a.example.com" });
const key = authenticatedBy({ method: "private_key_jwt", jwk: keys[0] });

interface Found {
  program: Program;
  events: Event[];
  reading?: Partial<Reading>;
}

function check(name: string, { program, events, reading }: Found): void {
  test(name, async () => {
    const all = { ...plainReading, shuffle: true, ...reading };
    const conditions = { older: false, verifySecrets: false, crowded: false, reading: all };
    await SequenceRun.check(tenants(), { conditions, program, events });
  });
}

const edit = (slot: string, what: string, spec: Spec): Event => ({ do: "edit", slot, what, spec });

/** What random sequences have found. */
const found: Record<string, Found> = {
  "an attribute of a claim that somebody empties is drift": {
    program: { server0: server, claim0: claim },
    events: [{ do: "by hand", slot: "claim0", what: "mappings", spec: { mappings: undefined } }],
  },
  "a service that composes the members of a set makes no drift": {
    program: { server0: server },
    events: [{ do: "by hand", slot: "server0", what: "respell", spec: {} }],
  },
  "adoptExisting, turned off long ago, doesn't show among what drifted": {
    program: { server0: { ...server, adoptExisting: true } },
    events: [
      edit("server0", "adoptExisting", {}),
      { do: "up" },
      { do: "by hand", slot: "server0", what: "name", spec: { name: "by hand" } },
      { do: "refresh" },
    ],
  },
  "a version written with quotes makes no new secret": {
    program: { client0: { ...client, clientId: undefined } },
    events: [{ do: "rewrite", slot: "client0" }],
  },
};

for (const [name, each] of Object.entries(found)) check(name, each);

/** What random sequences contain too seldom. */
for (const unsetBy of ["emptyString", "null", "either"] as const) {
  check(`a key instead of a key set, which is unset by: ${unsetBy}`, {
    program: { client0: keySet },
    events: [edit("client0", "authentication", key)],
    reading: { unsetBy },
  });
  check(`a key instead of a secret, with a key set that was left behind and is unset by: ${unsetBy}`, {
    program: { client0: keySet },
    events: [edit("client0", "authentication", client), { do: "up" }, edit("client0", "authentication", key)],
    reading: { unsetBy },
  });
}

for (const claimUpdate of ["keeps", "empties"] as const) {
  check(`a claim is renamed, and a PUT ${claimUpdate} what isn't in it, such as what somebody has set by hand`, {
    program: { server0: server, claim0: claim },
    events: [
      { do: "by hand", slot: "claim0", what: "macros", spec: { macros: "{by_hand}" } },
      edit("claim0", "name", { name: "42" }),
    ],
    reading: { claimUpdate },
  });
}

const renamed: [slot: string, program: Program][] = [
  ["client0", { client0: client }],
  ["server0", { server0: server }],
  ["scope0", { server0: server, scope0: scope }],
  ["claim0", { server0: server, claim0: claim }],
  ["app0", { server0: server, app0: app }],
];
for (const [slot, program] of renamed) {
  check(`${slot} is renamed twice without an alias, and adopts what it made`, {
    program,
    events: [
      { do: "rename", slot, refresh: true },
      { do: "rename", slot, refresh: false },
    ],
  });
}
