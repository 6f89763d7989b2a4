import { describe, expect, it } from "vitest";
import { UncertainError } from "../../../provider/createOnce";
import { refusal } from "../../support/refusal";
import { until } from "../../support/until";
import { lostResponse, scripted } from "../support/scripted";

const stopped = lostResponse("none");

describe("a create that waits when Pulumi is told to stop", () => {
  it("is uncertain, and says what was lost: the answer to its request was", async () => {
    const { end, abort, calls, clock } = scripted({ send: [lostResponse("late")], refusesDuplicates: false });
    await until(() => clock.waits.length > 0);
    abort();
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toMatch(
      /the connection was lost.*may have been created.*looking for it failed: Pulumi was told to stop\. Look there\./,
    );
    expect([calls, clock.elapsed]).toEqual([["lookUp", "send", "lookUp"], 0]);
  });

  it("is uncertain where what it made can't be looked for any more", async () => {
    const { end, calls } = scripted({ send: [lostResponse("late")], lookUp: [undefined, stopped] });
    expect(await refusal(end)).toBeInstanceOf(UncertainError);
    expect(calls).toEqual(["lookUp", "send", "lookUp"]);
  });

  it("is certain where nothing was sent: looking for what was there was stopped", async () => {
    const { end, calls } = scripted({ send: ["made"], lookUp: [stopped] });
    expect(await refusal(end)).toBe(stopped);
    expect(calls).toEqual(["lookUp"]);
  });

  it("is certain where the request was stopped before it was sent", async () => {
    const { end, calls } = scripted({ send: [stopped] });
    expect(await refusal(end)).toBe(stopped);
    expect(calls).toEqual(["lookUp", "send"]);
  });
});
