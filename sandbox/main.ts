import { parseArgs } from "node:util";
import { type Sandbox, startSandbox } from "./index";
import { firstApps } from "./onelogin/appData";

const DEFAULT_PORT = 8787;

const help = `Onegini and OneLogin in memory, on loopback, to try Pulumi programs on.

  npm run sandbox                  on port ${DEFAULT_PORT}
  npm run sandbox -- --port 9000   on another port (0: any free one)

Everything is forgotten when it stops.`;

function welcome({ url, onegini, onelogin }: Sandbox): string {
  const apps = firstApps()
    .map(({ id, name, auth_method_description: method }) => `  ${String(id).padEnd(9)}${name.padEnd(22)}${method}`)
    .join("\n");
  return `The sandbox serves Onegini and OneLogin. Nothing leaves this machine, and all is forgotten when it stops.

  OneLogin   ${onelogin.url}
  Onegini    ${onegini.url}
  control    ${url}/_sandbox   (log, objects, faults, settings)

Point a Pulumi stack at it:

  pulumi config set onelogin:url ${onelogin.url}
  pulumi config set onelogin:clientId ${onelogin.clientId}
  pulumi config set --secret onelogin:clientSecret ${onelogin.clientSecret}
  pulumi config set onegini:url ${onegini.url}
  pulumi config set onegini:clientId ${onegini.clientId}
  pulumi config set --secret onegini:clientSecret ${onegini.clientSecret}

or, without touching the stack's configuration:

  export ONELOGIN_API_URL=${onelogin.url}
  export ONELOGIN_CLIENT_ID=${onelogin.clientId}
  export ONELOGIN_CLIENT_SECRET=${onelogin.clientSecret}
  export ONEGINI_URL=${onegini.url}
  export ONEGINI_CLIENT_ID=${onegini.clientId}
  export ONEGINI_CLIENT_SECRET=${onegini.clientSecret}

OneLogin holds these apps; a client app needs one that is OpenID Connect:

${apps}

Look at what it holds, and at the requests it got:

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
