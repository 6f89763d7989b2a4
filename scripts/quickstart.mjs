// @ts-check
// npm run quickstart: the real engine runs the program examples/quickstart against the sandbox, from the first `up` to
// `destroy`. Each step is checked against the sandbox's contents and the requests it got; the first failed check ends it.
import { isDeepStrictEqual } from "node:util";
import { decodeJwt } from "jose";
import { startSandbox } from "../dist/sandbox/index.js";
import { elapsed, UserError } from "../tools/shared/terminal.mjs";
import { Interrupted, IsolatedPulumi } from "./quickstart/isolatedPulumi.mjs";
import { dim, print, printHeading, printOutput, printSuccess, yellow } from "./quickstart/output.mjs";
import { contentsTable, countRequests, describeContents } from "./quickstart/sandboxContents.mjs";

const start = Date.now();
const eventsId = "pulumi-idp-quickstart-dev-events";
const reportsId = "pulumi-idp-quickstart-dev-reports";
const api = "https://api.example.com/contacts";

/** What examples/quickstart declares. */
const declared = {
  "authorization server  contacts": '"Access to the contacts API"',
  [`  protects            ${api}`]: `tokens for ${api}, 10 and 30 minutes`,
  "  scope               contacts:read": '"Read contacts"',
  "  scope               contacts:write": '"Change contacts"',
  "  claim               email": "from the user's email",
  "  client app          contacts-web": "contacts:read contacts:write",
  "OpenID Connect app    contacts-web": "https://contacts.example.com/callback",
  [`API client            ${eventsId}`]: "onegini_api_events",
  [`web client            ${reportsId}`]: "CLIENT_CREDENTIALS, 900 seconds",
};

const pulumi = new IsolatedPulumi({ program: "examples/quickstart", stack: "dev" });
const sandbox = await startSandbox();
const initial = Object.keys(describeContents(await sandbox.control.objects()));
/** @type {NodeJS.Signals | undefined} */
let signal;
try {
  await setUp();
  await create();
  await getToken();
  await doNothing();
  await driftAndRepair();
  await destroy();
  printNextSteps();
} catch (error) {
  if (error instanceof Interrupted) {
    signal = error.signal;
    print("Stopped. The sandbox and all that Pulumi wrote are gone.");
  } else if (error instanceof UserError) {
    print(`\nThe quickstart failed: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
} finally {
  await sandbox.close();
  pulumi.remove();
}
if (signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

async function setUp() {
  print(`The real Pulumi engine runs the program examples/quickstart against the sandbox: OneLogin and Onegini in memory,
at ${sandbox.url}. Pulumi's settings and state live in a folder that is removed at the end; your own
Pulumi, its login and its stacks are not touched.`);

  printHeading("The stack is pointed at the services");
  await pulumi.run(`stack init ${pulumi.stack}`);
  const { onelogin, onegini } = sandbox;
  await pulumi.run(`config set onelogin:url ${onelogin.url}`);
  await pulumi.run(`config set onelogin:clientId ${onelogin.clientId}`);
  await pulumi.run("config set --secret onelogin:clientSecret", { input: onelogin.clientSecret });
  await pulumi.run(`config set onegini:url ${onegini.url}`);
  await pulumi.run(`config set onegini:clientId ${onegini.clientId}`);
  await pulumi.run("config set --secret onegini:clientSecret", { input: onegini.clientSecret });
  print(dim("(The two secrets were typed at the prompt; the configuration holds them encrypted.)"));
}

async function create() {
  printHeading("1. Everything is created");
  await pulumi.run("up --yes");
  const requests = await printRequests();
  expect(
    requests.length <= 17 && countWrites(requests) === 8,
    "eight objects take eight requests, one for a token, and reads that look for existing objects",
  );
  printSuccess("one for each object, a token, and reads that look for existing objects; the preview sent none");

  await expectDeclared("The services hold what the program says");

  const { apps } = (await sandbox.control.objects()).onelogin;
  const held = {
    webClientSecret: apps.find(({ name }) => name === "contacts-web")?.sso?.client_secret,
    eventsClientSecret: (await sandbox.control.apiClient(eventsId))?.client_secret,
    reportsClientSecret: (await sandbox.control.webClient(reportsId))?.client_secret,
  };
  const outputs = await stackOutputs();
  for (const [name, secret = ""] of Object.entries(held)) {
    expect(secret.length >= 32, `the service has a secret (${name})`);
    expect(outputs[name] === secret, `Pulumi's copy of the secret is the one that the service has (${name})`);
    expect(!pulumi.state().includes(secret), `the state holds the secret encrypted (${name})`);
    expect(!pulumi.printed.includes(secret), `no command has printed the secret (${name})`);
  }
  printSuccess("The secrets of the three clients are in Pulumi's state, encrypted; they were printed nowhere");
}

/** The client credentials grant (RFC 6749 4.4), with the credentials that the program exports. */
async function getToken() {
  printHeading("2. The app gets a token");
  const { webClientId, webClientSecret } = await stackOutputs();
  const parameters = { grant_type: "client_credentials", resource: api, scope: "contacts:read" };
  print(`It authenticates with the stack's outputs webClientId and webClientSecret:

POST /oidc/2/token
${Object.entries(parameters)
  .map(([name, value]) => `     ${name}=${value}`)
  .join("\n")}
`);
  const response = await fetch(`${sandbox.onelogin.url}/oidc/2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${webClientId}:${webClientSecret}`).toString("base64")}` },
    body: new URLSearchParams(parameters),
  });
  const { access_token, expires_in, scope } = /** @type {Record<string, unknown>} */ (await response.json());
  expect(typeof access_token === "string", `there is a token (OneLogin answered ${response.status})`);
  const { aud } = decodeJwt(String(access_token));
  for (const line of [`aud         ${aud}`, `scope       ${scope}`, `expires_in  ${expires_in}`]) printOutput(line);
  expect(isDeepStrictEqual(aud, [api]), "the token is for the server's audience");
  expect(scope === "contacts:read" && expires_in === 600, "the token has the scope and the server's lifetime");
  await sandbox.control.clearLog();
  print();
  printSuccess("A token for the contacts API, with the scope that it asked for, for 10 minutes");
}

async function doNothing() {
  printHeading("3. Nothing to do, nothing asked");
  await pulumi.run("up --yes");
  expect((await printRequests()).length === 0, "an `up` without changes makes no request");
  printSuccess("not even one for a token");
}

async function driftAndRepair() {
  printHeading("4. Somebody changes things by hand");
  const { control } = sandbox;
  const server = Object.values((await control.objects()).onelogin.authServers)[0];
  const scope = server?.scopes.find(({ value }) => value === "contacts:read");
  const claim = server?.claims.find(({ name }) => name === "email");
  if (!server || !scope || !claim) throw new UserError("the sandbox holds no server with that scope and that claim");
  await control.setScope(server.id, scope.id, { description: "Read and export contacts" });
  await control.deleteClaim(server.id, claim.id);
  await control.setApiClient(eventsId, { scopes: ["onegini_api_events", "onegini_api_admin"] });
  const changed = await contents();
  print("A scope is described anew, the claim is deleted, and the API client may suddenly administer the service:\n");
  printContents(changed);

  await pulumi.run("preview --refresh --diff");
  const reads = await printRequests();
  expect(reads.length > 0 && countWrites(reads) === 0, "a preview only reads");
  expect(isDeepStrictEqual(await contents(), changed), "a preview changes nothing");
  for (const part of ["Read and export contacts", "onegini_api_admin", "AuthServerClaim: (create)", "3 changes. 6"])
    expect(pulumi.printed.includes(part), `the preview shows the drift (${part})`);
  printSuccess("Pulumi saw the three changes, and nothing else");

  await pulumi.run("up --refresh --yes --skip-preview");
  expect(countWrites(await printRequests()) === 3, "three repairs take three writes");
  await expectDeclared("The services match the program again");
}

async function destroy() {
  printHeading("5. Everything is deleted");
  await pulumi.run("destroy --yes --skip-preview");
  await printRequests();
  const left = Object.keys(await contents());
  expect(left.length === 0, `nothing is left (${left.join(", ")})`);
  printSuccess("The services hold none of its objects any more");
}

function printNextSteps() {
  const { onelogin, onegini } = sandbox;
  for (const { clientSecret } of [onelogin, onegini])
    expect(!pulumi.printed.includes(clientSecret), "no command has printed a credential");
  printHeading("Now your own tenant");
  print(`All this took ${elapsed(start)}. The same program runs against your own OneLogin account and Onegini server, with your own
Pulumi (after \`npm run pulumi -- login\`, or \`login --local\` to keep the state on this machine):

  npm run pulumi -- stack init dev
  npm run pulumi -- config set onelogin:subdomain <your subdomain>
  npm run pulumi -- config set onelogin:clientId <of an API credential pair with the scope Manage All>
  npm run pulumi -- config set --secret onelogin:clientSecret
  npm run pulumi -- config set onegini:url <such as https://idp.example.com/oauth>
  npm run pulumi -- config set onegini:clientId <of an API client with the scopes onegini_api_admin and onegini_api_config>
  npm run pulumi -- config set --secret onegini:clientSecret
  npm run pulumi -- up

\`npm run sandbox\` keeps a sandbox open to try your own programs on. README.md has the rest.`);
}

/** Prints the requests since the last time, and returns them. */
async function printRequests() {
  const requests = await sandbox.control.log();
  await sandbox.control.clearLog();
  print(requests.length ? `\n${requests.length} requests to the services:` : "\nNo request to the services");
  for (const line of countRequests(requests)) print(line);
  return requests;
}

/** @param {{ method: string, path: string }[]} requests */
function countWrites(requests) {
  return requests.filter(({ method, path }) => method !== "GET" && !path.startsWith("/auth/")).length;
}

/** What the sandbox holds beside what it held at its start. */
async function contents() {
  const all = Object.entries(describeContents(await sandbox.control.objects()));
  return Object.fromEntries(all.filter(([name]) => !initial.includes(name)));
}

/** @returns {Promise<Record<string, string>>} */
async function stackOutputs() {
  return JSON.parse(await pulumi.capture("stack output --json --show-secrets"));
}

/** @param {string} message printed if the sandbox holds exactly what the program declares */
async function expectDeclared(message) {
  const actual = await contents();
  print();
  printContents(actual);
  expect(isDeepStrictEqual(actual, declared), "the services hold what the program says");
  printSuccess(message);
}

/** @param {import("./quickstart/sandboxContents.mjs").Contents} actual */
function printContents(actual) {
  for (const line of contentsTable(actual, declared, yellow)) print(line);
}

/**
 * @param {boolean} condition
 * @param {string} description of what is expected
 */
function expect(condition, description) {
  if (!condition) throw new UserError(`this check failed: ${description}`);
}
