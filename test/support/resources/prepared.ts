import type { Lifecycle, Values } from "../../../provider/lifecycle";
import { type ResourceName, resources } from "../../../provider/services";
import type { Fault, LogEntry, Sandbox } from "../../../sandbox";
import { type Environment, prepareEnvironment } from "./environment";
import { type Fixture, layOver } from "./fixture";
import { fixtureOf } from "./index";
import { createRequest } from "./requests";

/** A fixture at a sandbox that has what the resource needs around it. */
export interface PreparedFixture {
  fixture: Fixture;
  name: ResourceName;
  lifecycle: Lifecycle;
  environment: Environment;
  args(number?: number): Values;
  inputs(number?: number): Values;
  /** Laid over the arguments it's an update in place. */
  change: Values;
  /** The arguments after the change. */
  changedArgs(number?: number): Values;
  createRequest: ReturnType<typeof createRequest>;
  /** Adds a fault to the requests that create it. */
  faultCreate(fault: Omit<Fault, "match">): Promise<void>;
  /** The requests so far that were to create it. */
  createsLogged(): Promise<LogEntry[]>;
  /** How many objects of the fixture's natural keys there are. */
  count(): Promise<number>;
}

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export async function prepareFixture({ control }: Sandbox, name: ResourceName): Promise<PreparedFixture> {
  const fixture = fixtureOf(name);
  const environment = await prepareEnvironment(control);
  const request = createRequest(fixture, environment);
  return {
    fixture,
    name,
    lifecycle: resources[name],
    environment,
    args: (number) => fixture.args(environment, number),
    inputs: (number) => fixture.inputs(environment, number),
    change: fixture.change(environment),
    changedArgs: (number) => layOver(fixture.args(environment, number), fixture.change(environment)),
    createRequest: request,
    faultCreate: (fault) => control.fault({ match: request, ...fault }),
    createsLogged: () => control.log({ method: "POST", path: new RegExp(request.path) }),
    count: async () => {
      const objects = await control.objects();
      return numbers.flatMap((number) => fixture.find(objects, fixture.inputs(environment, number))).length;
    },
  };
}
