import { describe, expect, test } from "vitest";
import type { Settings } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { type Fixture, fixtures, prepareEnvironment } from "../support/resources";
import { diagnostics } from "./support/output";
import { oneOfEach } from "./support/programs";
import type { Declared } from "./support/project";
import { useProfiles, useStack } from "./support/stacks";

// A 404 that isn't the service's own makes nobody believe that an object is gone.

describe("an address without the right context path, whatever its 404 looks like", () => {
  const forms = ["documented", "framework", "empty", "html"] as const satisfies Settings["unknownRouteForm"][];
  const stack = useProfiles({
    documented: { unknownRouteForm: "documented" },
    framework: { unknownRouteForm: "framework" },
    empty: { unknownRouteForm: "empty" },
    html: { unknownRouteForm: "html" },
  });
  const client = (form: string): Declared => ({
    type: "onegini.ApiClient",
    name: form,
    args: { clientId: form, scopes: ["onegini_api_events"], profile: form },
  });
  const objects = () => Promise.all(forms.map((form) => stack.sandboxes[form].control.objects()));

  test("a refresh forgets nothing, and a destroy empties nothing", async () => {
    stack.project.declare(forms.map(client));
    await stack.project.up();
    const [ids, before] = [stack.project.ids(), await objects()];

    const addresses = forms.flatMap((form) => {
      const { url } = stack.sandboxes[form].onegini;
      return [
        [`onegini-${form}:url`, `${url}/wrong`],
        [`onegini-${form}:previousUrl`, url],
      ];
    });
    await stack.project.configure(Object.fromEntries(addresses));
    // It has nothing to do, and stores the configuration, which the others use.
    await stack.project.up("--expect-no-changes");
    for (const command of [["refresh"], ["destroy", "--continue-on-error"]]) {
      const output = await stack.project.fails(...command, "--yes", "--skip-preview");
      const errors = diagnostics(output);
      for (const form of forms)
        expect(errors[form], command[0]).toMatch(/Onegini answered 404 .*the list can't be read either.*context path/s);
      expect(stack.project.ids(), command[0]).toEqual(ids);
    }
    expect(await objects()).toEqual(before);
  });
});

describe("a gateway's 404", () => {
  const stack = useStack();

  test("makes nothing gone; what is really gone is noticed, though the service's own 404 looks the same", async () => {
    const { control, project } = stack;
    const environment = await prepareEnvironment(control);
    project.declare(oneOfEach(environment));
    await project.up();
    const [ids, objects] = [project.ids(), await control.objects()];

    const fault = { status: 404, body: { status: 404, error: "Not Found", path: "/refused" } };
    const hasOwnList = ({ paths }: Fixture) => paths.readsFrom === "object";
    for (const fixture of fixtures) {
      const object = fixture.paths.object(String(ids[fixture.name]));
      const path = hasOwnList(fixture) ? `${object}$` : fixture.paths.collection(environment);
      await control.fault({ match: { path }, times: "forever", fault });
    }
    await project.fails("refresh", "--yes", "--skip-preview");
    expect(project.ids()).toEqual(ids);
    const errors = diagnostics(await project.fails("destroy", "--yes", "--skip-preview", "--continue-on-error"));
    for (const fixture of fixtures)
      expect(errors[fixture.name]).toMatch(
        hasOwnList(fixture)
          ? /answered 404 .*the service's list contains the object/
          : // Its list can't be read, and its server is there.
            /answered 404 to DELETE .*the list can't be read either/,
      );
    expect(project.ids()).toEqual(ids);
    expect(await control.objects()).toEqual(objects);

    await control.clearFaults();
    await control.settings({ notFoundForm: "framework" });
    const remove = ({ name, byHand }: Fixture) => doByHand(stack.sandbox, byHand.remove(String(ids[name])));
    const [last, ...gone] = fixtures as [Fixture, ...Fixture[]];
    for (const fixture of gone) await remove(fixture);
    await project.refresh();
    expect(project.ids()).toEqual({ [last.name]: ids[last.name] });
    await remove(last);
    await project.destroy();
    expect(project.ids()).toEqual({});
  });
});
