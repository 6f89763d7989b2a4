import type { OneloginSettings } from "./settings";
import type { Account } from "./store";

/** What the resource routes share. */
export interface Context {
  account: Account;
  settings(): OneloginSettings & { refuseUnknownFields: boolean };
  /** A set in the order reads give it. */
  setOf<T>(items: readonly T[]): T[];
}

export interface PathIds {
  Params: { id: string; itemId: string };
}
