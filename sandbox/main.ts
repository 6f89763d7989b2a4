import { parseArgs } from "node:util";
import type { ServiceDefinition } from "./core/service";
import { type Sandbox, startSandbox } from "./index";
import { type ServiceName, sandboxServices } from "./services";

const DEFAULT_PORT = 8787;

const services: readonly (ServiceDefinition & { name: ServiceName })[] = sandboxServices;
const titles = new Intl.ListFormat("en").format(services.map(({ title }) => title));

const help = `${titles} in memory, on loopback, to try Pulumi programs on.

  npm run sandbox                  on port ${DEFAULT_PORT}
  npm run sandbox -- --port 9000   on another port (0: any free one)

Everything is forgotten when it stops.`;

function welcome(sandbox: Sandbox): string {
  const { url } = sandbox;
  const lines = (linesOf: (service: (typeof services)[number]) => string[]): string =>
    services.flatMap(linesOf).join("\n");
  const urls = lines(({ title, name }) => [`  ${title.padEnd(10)} ${sandbox[name].url}`]);
  const configuration = lines(({ name }) => [
    `  pulumi config set ${name}:url ${sandbox[name].url}`,
    `  pulumi config set ${name}:clientId ${sandbox[name].clientId}`,
    `  pulumi config set --secret ${name}:clientSecret ${sandbox[name].clientSecret}`,
  ]);
  const environment = lines(({ name, urlVariable }) => [
    `  export ${urlVariable}=${sandbox[name].url}`,
    `  export ${name.toUpperCase()}_CLIENT_ID=${sandbox[name].clientId}`,
    `  export ${name.toUpperCase()}_CLIENT_SECRET=${sandbox[name].clientSecret}`,
  ]);
  const notes = services.flatMap((service) => (service.notes ? [`${service.notes()}\n\n`] : [])).join("");
  return `The sandbox serves ${titles}. Nothing leaves this machine, and everything is forgotten when it stops.

${urls}
  control    ${url}/_sandbox   (log, objects, faults, settings)

Point a Pulumi stack at it:

${configuration}

or, without touching the stack's configuration:

${environment}

${notes}Look at what it holds, and at the requests it received:

  curl ${url}/_sandbox/objects
  curl ${url}/_sandbox/log

Ctrl-C stops it.`;
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port ${text} is not a port: give a number up to 65535`);
  return port;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const sandbox = await startSandbox({ port: portFrom(values.port ?? String(DEFAULT_PORT)) });
  console.log(welcome(sandbox));
  const stop = (): void => {
    console.log("\nThe sandbox has stopped.");
    void sandbox.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function explain(error: Error & { code?: string; port?: number }): string {
  if (error.code === "EADDRINUSE") {
    return `Port ${error.port} is taken, perhaps by another sandbox: stop it, or choose another with --port.`;
  }
  return error.code === "EACCES"
    ? `Port ${error.port} may not be used: choose one above 1023 with --port.`
    : error.message;
}

main().catch((error: Error) => {
  console.error(explain(error));
  process.exitCode = 1;
});
