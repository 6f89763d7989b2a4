// @ts-check
// npm run quickstart: the real engine, the program of examples/quickstart and the sandbox, from the first `up` to
// `destroy`. Every step is checked against what the sandbox holds and was asked; one that isn't as it should be ends it.
import { isDeepStrictEqual } from "node:util";
import { startSandbox } from "../dist/sandbox/index.js";
import { elapsed, Plain } from "./progress.mjs";
import { counted, holdings, table } from "./quickstart/holdings.mjs";
import { dim, found, heading, say, yellow } from "./quickstart/narrator.mjs";
import { Interrupted, Stage } from "./quickstart/stage.mjs";

const start = Date.now();
const clientId = "pulumi-idp-quickstart-dev-events";

/** What examples/quickstart declares. */
const declared = {
  "authorization server  contacts": '"Access to the contacts API"',
  "  protects            https://api.example.com/contacts":
    "tokens for https://api.example.com/contacts, 10 and 30 minutes",
  "  scope               contacts:read": '"Read contacts"',
  "  scope               contacts:write": '"Change contacts"',
  "  claim               email": "from the user's email",
  "  client app          909021": "contacts:read contacts:write",
  [`API client            ${clientId}`]: "onegini_api_events",
};

const stage = new Stage({ program: "examples/quickstart", stack: "dev" });
const sandbox = await startSandbox();
/** @type {NodeJS.Signals | undefined} */
let signal;
try {
  await setUp();
  await create();
  await doNothing();
  await driftAndRepair();
  await destroy();
  farewell();
} catch (error) {
  if (error instanceof Interrupted) {
    signal = error.signal;
    say("Stopped. The sandbox and all that Pulumi wrote are gone.");
  } else if (error instanceof Plain) {
    say(`\nThe quickstart failed: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
} finally {
  await sandbox.close();
  stage.remove();
}
if (signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

async function setUp() {
  say(`The real Pulumi engine runs the program examples/quickstart against the sandbox: OneLogin and Onegini in memory,
at ${sandbox.url}. Pulumi's settings and state live in a folder that is removed at the end; your own
Pulumi, its login and its stacks are not touched.`);

  heading("The stack is pointed at the services");
  await stage.pulumi(`stack init ${stage.stack}`);
  const { onelogin, onegini } = sandbox;
  await stage.pulumi(`config set onelogin:url ${onelogin.url}`);
  await stage.pulumi(`config set onelogin:clientId ${onelogin.clientId}`);
  await stage.pulumi("config set --secret onelogin:clientSecret", { input: onelogin.clientSecret });
  await stage.pulumi(`config set onegini:url ${onegini.url}`);
  await stage.pulumi(`config set onegini:clientId ${onegini.clientId}`);
  await stage.pulumi("config set --secret onegini:clientSecret", { input: onegini.clientSecret });
  say(dim("(The two secrets were typed at the prompt; the configuration holds them encrypted.)"));
}

async function create() {
  heading("1. Everything is created");
  await stage.pulumi("up --yes");
  const requests = await requested();
  expect(
    requests.length <= 12 && writes(requests) === 6,
    "six objects take six requests, a token, and looks whether there are such objects already",
  );
  found("one for each object, a token, and looks whether there are such objects already; the preview asked nothing");

  await holds("The services hold what the program says");

  const { onegini } = await sandbox.control.objects();
  const secret = onegini.apiClients[clientId]?.client_secret ?? "";
  expect(secret.length >= 32, "the API client has a generated secret");
  const known = await stage.ask("stack output eventsClientSecret --show-secrets");
  expect(known === secret, "Pulumi's copy of the secret is the one that the service has");
  expect(!stage.state().includes(secret), "the state holds the secret encrypted");
  expect(!stage.printed.includes(secret), "no command has printed the secret");
  found("The client's generated secret is at the service and, encrypted, in Pulumi's state; it was printed nowhere");
}

async function doNothing() {
  heading("2. Nothing to do, nothing asked");
  await stage.pulumi("up --yes");
  expect((await requested()).length === 0, "an `up` without changes makes no request");
  found("not even one for a token");
}

async function driftAndRepair() {
  heading("3. Somebody changes things by hand");
  const { control } = sandbox;
  const server = Object.values((await control.objects()).onelogin.authServers)[0];
  const scope = server?.scopes.find(({ value }) => value === "contacts:read");
  const claim = server?.claims.find(({ name }) => name === "email");
  if (!server || !scope || !claim) throw new Plain("the sandbox holds no server with that scope and that claim");
  await control.setScope(server.id, scope.id, { description: "Read and export contacts" });
  await control.deleteClaim(server.id, claim.id);
  await control.setApiClient(clientId, { scopes: ["onegini_api_events", "onegini_api_admin"] });
  const changed = holdings(await control.objects(), sandbox.onegini.clientId);
  say("A scope is described anew, the claim is deleted, and the API client may suddenly administer the service:\n");
  show(changed);

  await stage.pulumi("preview --refresh --diff");
  const looks = await requested();
  expect(looks.length > 0 && writes(looks) === 0, "a preview only reads");
  expect(isDeepStrictEqual(await held(), changed), "a preview changes nothing");
  for (const part of ["Read and export contacts", "onegini_api_admin", "AuthServerClaim: (create)", "3 changes. 4"])
    expect(stage.printed.includes(part), `the preview shows the drift (${part})`);
  found("Pulumi saw the three changes, and nothing else");

  await stage.pulumi("up --refresh --yes --skip-preview");
  expect(writes(await requested()) === 3, "three repairs take three writes");
  await holds("The services hold again what the program says");
}

async function destroy() {
  heading("4. Everything is deleted");
  await stage.pulumi("destroy --yes --skip-preview");
  await requested();
  const left = Object.keys(await held());
  expect(left.length === 0, `nothing is left (${left.join(", ")})`);
  found("The services hold nothing of it any more");
}

function farewell() {
  const { onelogin, onegini } = sandbox;
  for (const { clientSecret } of [onelogin, onegini])
    expect(!stage.printed.includes(clientSecret), "no command has printed a credential");
  heading("Now your own tenant");
  say(`All this took ${elapsed(start)}. The same program runs against your own OneLogin account and Onegini server, with your own
Pulumi (after \`npm run pulumi -- login\`, or \`login --local\` to keep the state on this machine):

  npm run pulumi -- stack init dev
  npm run pulumi -- config set onelogin:subdomain <your subdomain>
  npm run pulumi -- config set onelogin:clientId <of an API credential pair with the scope Manage All>
  npm run pulumi -- config set --secret onelogin:clientSecret
  npm run pulumi -- config set onegini:url <such as https://idp.example.com/oauth>
  npm run pulumi -- config set onegini:clientId <of an API client with the scope onegini_api_admin>
  npm run pulumi -- config set --secret onegini:clientSecret
  npm run pulumi -- config set appId <the number of one of your OpenID Connect apps>
  npm run pulumi -- up

\`npm run sandbox\` keeps a sandbox open to try your own programs on. README.md tells the rest.`);
}

/** The requests since the last time, shown. */
async function requested() {
  const log = await sandbox.control.log();
  await sandbox.control.clearLog();
  say(`\n${log.length === 0 ? "No request" : `${log.length} requests`} to the services${log.length === 0 ? "" : ":"}`);
  for (const line of counted(log)) say(line);
  return log;
}

/** @param {{ method: string, path: string }[]} log */
function writes(log) {
  return log.filter(({ method, path }) => method !== "GET" && !path.startsWith("/auth/")).length;
}

async function held() {
  return holdings(await sandbox.control.objects(), sandbox.onegini.clientId);
}

/** @param {string} text */
async function holds(text) {
  const now = await held();
  say();
  show(now);
  expect(isDeepStrictEqual(now, declared), "the services hold what the program says");
  found(text);
}

/** @param {Record<string, string>} now */
function show(now) {
  for (const line of table(now, declared, yellow)) say(line);
}

/**
 * @param {boolean} fulfilled
 * @param {string} what
 */
function expect(fulfilled, what) {
  if (!fulfilled) throw new Plain(`this should be so, and isn't: ${what}`);
}
