import type { Advice } from "../../advice";

const list = new Intl.ListFormat("en-GB");

/** Dynamic providers are configured only by the stack's configuration, and a refresh uses that of the last `up`. */
export const advice: Advice = {
  nameOf,
  placeOf: (namespace, keys) =>
    `${keys.map((key) => nameOf(namespace, key)).join(" or ")} in the stack's configuration`,
  set: (namespace, key, value, { secret } = { secret: false }) =>
    `Set it with: pulumi config set ${secret ? "--secret " : ""}${nameOf(namespace, key)} ${value}`,
  credentialsRejected: (namespace, keys = ["clientId", "clientSecret"]) =>
    `Check ${list.format(keys.map((key) => nameOf(namespace, key)))}. If they were changed since the last \`pulumi up\`, refresh and destroy still use the old ones: add --run-program, or run \`pulumi up\` first`,
  tenantMoved: (namespace, previousUrl) =>
    `If the same tenant has moved, run \`pulumi config set ${nameOf(namespace, "previousUrl")} ${previousUrl}\` and then, once, \`pulumi refresh --run-program\`.`,
  // Pulumi doesn't tell dynamic providers about Ctrl-C.
  duringWait: "Ctrl-C takes effect after the wait.",
};

function nameOf(namespace: string, key: string): string {
  return `${namespace}:${key}`;
}
