import type { Control, Fault } from "../../../sandbox";
import type { Declared, Project } from "../../e2e/support/project";
import type { Tenants } from "../tenants";
import { client, jwk, programAt, targets } from "./recording";

/**
 * Creates whose end nobody knows: no answer came, and nobody could be asked. The looks before a create still go well, so
 * what makes the others fail is set only once every create has been sent and waits for its answer.
 */
export async function leaveUnfinished(
  project: Project,
  { first, second }: Tenants,
  program: Declared[],
): Promise<void> {
  const controls = [first.control, second.control];
  for (const control of controls) await control.fault(noAnswer);
  const atOnce = ["--parallel", String(program.length)];
  const failing = project.upFails("--continue-on-error", ...atOnce, ...targets(program));
  await untilSent(controls, program.length);
  for (const control of controls) await control.fault(noLook);
  await failing;
  for (const control of controls) await control.clearFaults();
}

/** Creates of API clients whose end nobody knows. */
export async function makeUnfinished(project: Project, tenants: Tenants): Promise<void> {
  await leaveUnfinished(project, tenants, unfinishedProgram);
  const { control } = tenants.first;
  const made = await project.state();
  const id = (name: string) => made[name]?.id ?? "";
  for (const name of ["never-made", "never-made-with-secret", "somebody-elses"])
    await control.deleteApiClient(id(name));
  await control.setApiClient(id("somebody-elses"), { name: "Theirs" });
}

/** How long a create waits for its answer; the rest of a recording takes no notice of it. */
export const unfinishedConfig = Object.fromEntries(
  ["onegini", "onegini-second", "onelogin", "onelogin-second"].map((each) => [`${each}:requestTimeoutSeconds`, "15"]),
);

async function untilSent(controls: Control[], wanted: number): Promise<void> {
  for (let sent = 0; sent < wanted; ) {
    const faults = await Promise.all(controls.map((control) => control.faults()));
    sent = faults.flat().reduce((sum, { triggered }) => sum + triggered, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const path = "/(api-clients|web-clients|api/2/apps)";
const noAnswer: Fault = { match: { method: "POST", path }, times: "forever", after: true, fault: { hang: true } };
/** A refusal, since that isn't repeated. */
const noLook: Fault = { match: { method: "GET", path }, times: "forever", fault: { status: 403 } };

const resources = [
  client("made", {}),
  client("made-with-version", { clientSecretVersion: 1 }),
  client("made-with-secret", {
    clientSecret: "a-given-secret-of-the-recording",
    publicBaseUri: "https://shop.example.com",
  }),
  client("made-with-key", { authenticationMethod: "private_key_jwt", publicJwk: jwk }),
  client("made-in-second", { profile: "second" }),
  client("never-made", {}),
  client("never-made-with-secret", { clientSecret: "a-given-secret-of-the-recording-2" }),
  client("somebody-elses", { adoptExisting: true }),
];

export const unfinishedProgram = programAt(0, resources);
