import { describe, expect, it } from "vitest";
import { UncertainError } from "../../../provider/createOnce";
import { FakeClock } from "../../support/clock";
import { refusal } from "../../support/refusal";
import { lookupError, lostResponse, scripted, taken } from "../support/scripted";

const sends = (calls: string[]) => calls.filter((call) => call === "send").length;

/** What is there once so many seconds have passed. */
const after = (seconds: number, clock: FakeClock) => () => (clock.elapsed >= seconds ? "there" : undefined);

describe("a create that the service may be at work on still, where it takes duplicates,", () => {
  it.each([45, 90, 180, 299])("is found when it comes through after %i s, and is never sent again", async (seconds) => {
    const clock = new FakeClock();
    const { end, calls } = scripted({
      send: [lostResponse("late"), "a second one"],
      lookUp: [after(seconds, clock)],
      isAsSent: [true],
      refusesDuplicates: false,
      clock,
    });
    expect(await end).toEqual({ made: "there" });
    expect(sends(calls)).toBe(1);
    // Soon after it came through: it's looked for every 20 s at least.
    expect(clock.elapsed).toBeLessThanOrEqual(seconds + 20);
  });

  it("is looked for until its time is over, and then is uncertain", async () => {
    const { end, calls, clock } = scripted({ send: [lostResponse("late"), "a second one"], refusesDuplicates: false });
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toMatch(
      /may have been created.*isn't there yet, but the service may still be processing the request.*Look there\./,
    );
    expect(sends(calls)).toBe(1);
    expect(clock.elapsed).toBe(300);
    expect(calls.at(-1)).toBe("lookUp");
    // At most 20 s apart.
    expect(calls.length).toBeGreaterThan(15);
  });

  it("that comes through as something else is somebody else's", async () => {
    const { end, calls } = scripted({
      send: [lostResponse("late")],
      lookUp: [undefined, undefined, "theirs"],
      isAsSent: [false],
      refusesDuplicates: false,
    });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
    expect(sends(calls)).toBe(1);
  });

  it("is not sent again after it was sent a second time and that one is late", async () => {
    const { end, calls } = scripted({
      send: [lostResponse(), lostResponse("late"), "a third one"],
      refusesDuplicates: false,
    });
    expect(await refusal(end)).toBeInstanceOf(UncertainError);
    expect(sends(calls)).toBe(2);
  });

  it("is sent again where it surely ended: the connection broke at once and it isn't there", async () => {
    const { end, calls } = scripted({ send: [lostResponse(), "made"], refusesDuplicates: false });
    expect(await end).toEqual({ made: "made" });
    expect(sends(calls)).toBe(2);
  });

  it("is looked for to the end on a clock that moves while it's looked at, too", async () => {
    const clock = new FakeClock(1);
    const { end, calls } = scripted({ send: [lostResponse("late")], refusesDuplicates: false, clock });
    expect(await refusal(end)).toBeInstanceOf(UncertainError);
    expect(sends(calls)).toBe(1);
    expect(clock.elapsed).toBeGreaterThanOrEqual(300);
    expect(clock.elapsed).toBeLessThan(301);
  });
});

describe("a late create, where the service refuses duplicates,", () => {
  it("is sent again after as much time again, and what it then refuses is found to be ours", async () => {
    const { end, calls, clock } = scripted({
      send: [lostResponse("late"), taken()],
      lookUp: [undefined, undefined, undefined, "there"],
      isAsSent: [true],
    });
    expect(await end).toEqual({ made: "there" });
    expect(sends(calls)).toBe(2);
    expect(clock.elapsed).toBe(30);
  });

  it("is uncertain at the end, as it may come through still", async () => {
    const { end, clock } = scripted({ send: [lostResponse("late")] });
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toContain("the service may still be processing the request");
    expect(clock.elapsed).toBeLessThanOrEqual(300);
  });

  it("is uncertain where a later attempt is refused and it isn't there", async () => {
    const { end } = scripted({ send: [lostResponse("late"), lostResponse("none", 400)] });
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toContain("the next attempt failed");
  });

  it.each([
    ["lost, and so to the end", [lostResponse("late"), lostResponse()]],
    ["lost, and then one is refused", [lostResponse("late"), lostResponse(), lostResponse("none", 400)]],
  ])("stays uncertain where later attempts are %s: the first may be at work still", async (_, send) => {
    expect(await refusal(scripted({ send }).end)).toBeInstanceOf(UncertainError);
  });
});

describe("a create whose answers are lost soon after it was sent", () => {
  it("was made by none of them where it isn't there at the end: nothing is uncertain", async () => {
    const { end, calls } = scripted({ send: [lostResponse()] });
    const error = await refusal(end);
    expect(error).not.toBeInstanceOf(UncertainError);
    expect(error.message).toContain("A lookup afterwards didn't find it, so nothing was created");
    expect(sends(calls)).toBe(4);
  });

  it("is uncertain where it can't be looked for", async () => {
    for (const lookUp of [
      [undefined, lookupError],
      [undefined, undefined, lookupError],
    ]) {
      const error = await refusal(scripted({ send: [lostResponse()], lookUp }).end);
      expect(error).toBeInstanceOf(UncertainError);
      expect(error.message).toMatch(/may have been created.*looking for it failed: .*down.*Look there\./);
    }
  });

  it("is uncertain where it can't be told whose it is", async () => {
    const { end } = scripted({ send: [lostResponse()], lookUp: [undefined, "there"], isAsSent: [lookupError] });
    expect(await refusal(end)).toBeInstanceOf(UncertainError);
  });
});
