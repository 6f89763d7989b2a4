import { notFoundForms } from "./notFoundForm";
import { oneOf, type SettingsOf } from "./settings";

/** The settings that apply to every service. */
export const commonSettings = {
  /** Every request waits this long before it's handled. */
  latencyMs: 0,
  /** Reads return every set in another order than usual. */
  shuffle: false,
  /** Bodies with attributes that the vendors' pages don't name are refused with 400; otherwise these are ignored. */
  refuseUnknownFields: false,
  /** The 404 of an object that doesn't exist. Each vendor documents a form of its own. */
  notFoundForm: oneOf(...notFoundForms),
  /** The 404 of a path that is no call of the API, as under a wrong context path. The pages don't mention it. */
  unknownRouteForm: oneOf(...notFoundForms),
};

export type CommonSettings = SettingsOf<typeof commonSettings>;
