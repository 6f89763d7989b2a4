// The same resources with the same inputs and outputs, and a provider that does nothing: what the engine itself costs.
const pulumi = require("@pulumi/pulumi");

const outputs = [
  "name",
  "clientId",
  "scopes",
  "clientSecret",
  "clientSecretVersion",
  "publicBaseUri",
  "authenticationMethod",
  "publicJwk",
  "jwksUri",
  "adoptExisting",
  "profile",
];

class ApiClient extends pulumi.CustomResource {
  constructor(name, args) {
    super(
      "pulumi-nodejs:dynamic/floor:ApiClient",
      name,
      {
        ...Object.fromEntries(outputs.map((output) => [output, undefined])),
        ...args,
        name,
        clientId: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
        __provider: "exports.handler = () => require('bench-floor').ApiClient;",
      },
      { deleteBeforeReplace: true, additionalSecretOutputs: ["clientSecret"] },
    );
  }
}

for (let number = 1; number <= Number(process.env.BENCH_COUNT); number++) {
  new ApiClient(`client-${number}`, { scopes: ["onegini_api_events", "onegini_api_insights"] });
}
