import type { Choices } from "../core/choices";
import { type RateLimitSetting, vendorsLimit } from "./rateLimit";

/** Where the vendor's pages leave a choice, the comment says what they say. */
export interface OneloginSettings {
  rateLimit: Partial<RateLimitSetting>;
  tokenLifetimeSeconds: number;
  /** The credentials' owner was deleted: no token, but a 500. */
  ownerDeleted: boolean;
  /** The account's policy leaves client_secret out of an app's `sso`. */
  hideAppSecrets: boolean;
  /** The credentials' scope doesn't reach the apps: 403. */
  appsForbidden: boolean;
  /**
   * What a PUT of a claim does to the optional attributes that it leaves out. The pages say of authorization servers
   * alone that all attributes must be sent.
   */
  claimUpdate: "keeps" | "empties";
  /** Whether a client app may have no scope at all: the page requires an array, and doesn't say whether it may be empty. */
  emptyScopes: "taken" | "refused";
  /** The status of a POST of a scope or a claim: 200 on the pages, where all other creates are 201. */
  createdStatus: 200 | 201;
  /**
   * Authorization servers that are created without lifetimes have none, so null, instead of 10 and 30 minutes. The
   * pages call them optional in a POST, and name no default.
   */
  missingLifetimes: boolean;
}

export function oneloginDefaults(): OneloginSettings {
  return {
    rateLimit: { ...vendorsLimit },
    tokenLifetimeSeconds: 36_000,
    ownerDeleted: false,
    hideAppSecrets: false,
    appsForbidden: false,
    claimUpdate: "keeps",
    emptyScopes: "taken",
    createdStatus: 200,
    missingLifetimes: false,
  };
}

export const oneloginChoices: Choices<OneloginSettings> = {
  claimUpdate: ["keeps", "empties"],
  emptyScopes: ["taken", "refused"],
  createdStatus: [200, 201],
};
