import fc from "fast-check";
import type { Control, Settings } from "../../../../sandbox";
import type { Visible } from "./comparable";

/** Where the vendors' pages leave a choice: what the services do, as the sandbox's settings spell it. */
export type Reading = Pick<
  Settings,
  | "shuffle"
  | "claimUpdate"
  | "createdStatus"
  | "errorStyle"
  | "hiddenAs"
  | "notFoundForm"
  | "pageOrder"
  | "unsetBy"
  | "unsetAppLifetimes"
  | "zeroAppEnumerations"
  | "appUris"
  | "escapedAppTexts"
  | "appUpdateAnswer"
  | "parameterUpdate"
>;

export interface Conditions {
  /** An older Onegini. */
  older: boolean;
  verifySecrets: boolean;
  /** Onegini has more API clients than go on a page. */
  crowded: boolean;
  reading: Reading;
}

/** Reads give sets in their order, and everything else is as the sandbox has it by itself. */
export const plainReading: Reading = {
  shuffle: false,
  claimUpdate: "keeps",
  createdStatus: 200,
  errorStyle: "error",
  hiddenAs: 403,
  notFoundForm: "documented",
  pageOrder: "creation",
  unsetBy: "emptyString",
  unsetAppLifetimes: "null",
  zeroAppEnumerations: "shown",
  appUris: "asSent",
  escapedAppTexts: false,
  appUpdateAnswer: "app",
  parameterUpdate: "keeps",
};

// Two more readings end in errors by design, so that they have tests of their own: `unsetBy: "ignored"`, and scopes that a
// PATCH adds to those there are.
const reading: fc.Arbitrary<Reading> = fc.record({
  shuffle: fc.boolean(),
  claimUpdate: fc.constantFrom("keeps", "empties"),
  createdStatus: fc.constantFrom(200, 201),
  errorStyle: fc.constantFrom("error", "error_code", "code", "nested"),
  hiddenAs: fc.constantFrom(403, 404),
  notFoundForm: fc.constantFrom("documented", "framework", "empty", "html"),
  pageOrder: fc.constantFrom("creation", "clientId", "name"),
  unsetBy: fc.constantFrom("emptyString", "null", "either"),
  unsetAppLifetimes: fc.constantFrom("null", "zero", "missing"),
  zeroAppEnumerations: fc.constantFrom("shown", "missing"),
  appUris: fc.constantFrom("asSent", "array"),
  escapedAppTexts: fc.boolean(),
  appUpdateAnswer: fc.constantFrom("app", "id"),
  parameterUpdate: fc.constantFrom("keeps", "empties"),
});

export const conditions: fc.Arbitrary<Conditions> = fc.record({
  older: fc.boolean(),
  verifySecrets: fc.boolean(),
  crowded: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  reading,
});

/** Resets a sandbox; nothing is in it but, if it is crowded, other people's clients. */
export async function applyConditions(control: Control, { older, crowded, reading }: Conditions): Promise<void> {
  await control.reset();
  // Exported credentials are read.
  await control.settings({ ...reading, version: older ? "older" : "newer", appSecretInReads: "shown" });
  if (crowded) await control.seed({ apiClients: 130 });
}

export function visibleIn({ older, verifySecrets, reading }: Conditions): Visible {
  return { older, verifySecrets, hidesClients: reading.hiddenAs === 404 };
}

/** A client that a sandbox has by itself, or one of those that make it crowded. */
export function belongsToOthers(clientId: string): boolean {
  return clientId === "sandbox-admin" || clientId.startsWith("seeded-");
}
