import { oneOf } from "../core/settings";
import { defaultRateLimit, type RateLimit } from "./rateLimit";

/** The settings that don't belong to one resource. */
export const settings = {
  rateLimit: { ...defaultRateLimit } as Partial<RateLimit>,
  tokenLifetimeSeconds: 36_000,
  /** The credentials' owner was deleted: a request for a token gets a 500. */
  ownerDeleted: false,
  /**
   * The status of a POST of a scope, a claim or an app: 200 on the pages, where authorization servers and client apps are
   * 201.
   */
  createdStatus: oneOf(200, 201),
};
