import { test } from "vitest";
import { Play } from "./exact";
import type { Spec } from "./programs";
import type { Event } from "./sequences";
import { sandboxesForAll } from "./support";

/** What random sequences have found, so that it stays found. */
const sandboxes = sandboxesForAll();

const server = { name: "orders", identifier: "https://a.example.com", audiences: ["Cafe\u0301", "orders"] };
const claim = { server: 0, name: "orders", mappings: "orders" };
const client = { scopes: ["onegini_api_admin"], authentication: { version: 1 } };

const found: Record<string, { program: Record<string, Spec>; events: Event[] }> = {
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
      { do: "edit", slot: "server0", what: "adoptExisting", spec: {} },
      { do: "up" },
      { do: "by hand", slot: "server0", what: "name", spec: { name: "by hand" } },
      { do: "refresh" },
    ],
  },
  "a version written with quotes makes no new secret": {
    program: { client0: client },
    events: [{ do: "rewrite", slot: "client0" }],
  },
};

for (const [name, { program, events }] of Object.entries(found)) {
  test(name, async () => {
    const surroundings = { shuffle: true, older: false, verifySecrets: false };
    await Play.run(sandboxes(), { surroundings, program, events });
  });
}
