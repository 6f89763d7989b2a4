// The program of every end-to-end test: it registers what the file resources.json beside Pulumi.yaml lists, so that a
// test changes its program by writing data.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const idp = require("pulumi-idp");

const declared = JSON.parse(readFileSync("resources.json", "utf8"));
const made = {};

/**
 * {"$ref": "server.authServerId"} is another resource's output, {"$secret": value} a secret, {"$number": "NaN"} what
 * JSON can't say, {"$transform": args} a transform that lays these over a resource's own.
 */
function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  if ("$secret" in value) return pulumi.secret(resolve(value.$secret));
  if ("$number" in value) return Number(value.$number);
  if ("$transform" in value)
    return async ({ props, opts }) => ({ props: { ...props, ...resolve(value.$transform) }, opts });
  if ("$ref" in value) {
    const [name, output] = value.$ref.split(".");
    return output ? made[name][output] : made[name];
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
}

for (const { type, name, args, opts, get } of declared) {
  const [service, className] = type.split(".");
  const Class = idp[service][className];
  made[name] = get
    ? Class.get(name, resolve(get.id), resolve(get.state ?? {}), resolve(opts ?? {}))
    : new Class(name, resolve(args ?? {}), resolve(opts ?? {}));
}

// Every output by itself, so that one that is secret doesn't hide the others.
for (const { name } of declared) exports[name] = outputsOf(made[name]);

function outputsOf(resource) {
  const { urn, ...members } = resource;
  return Object.fromEntries(
    Object.entries(members).filter(([name, member]) => !name.startsWith("__") && pulumi.Output.isInstance(member)),
  );
}
