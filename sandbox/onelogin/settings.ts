import { oneOf } from "../core/settings";
import { defaultRateLimit, type RateLimit } from "./rateLimit";

/** The settings that don't belong to one resource. */
export const settings = {
  rateLimit: { ...defaultRateLimit } as Partial<RateLimit>,
  tokenLifetimeSeconds: 36_000,
  /** The credentials' owner was deleted: a request for a token gets a 500. */
  ownerDeleted: false,
  /** The status of a POST of a scope or a claim: 200 on the pages, where all other creates are 201. */
  createdStatus: oneOf(200, 201),
};
