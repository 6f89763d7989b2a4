import { describe, expect, it } from "vitest";
import { type ErrorKind, ServiceError } from "../../provider/http/errors";
import { type Absence, adviseRefresh, ignoreNotFound, isNotFound, undefinedIfNotFound } from "../../provider/notFound";
import { refusal } from "../support/refusal";

const answered = (status: number | undefined, kind?: ErrorKind, hint?: string) =>
  new ServiceError({
    service: "OneLogin",
    method: "GET",
    path: "/api/2/x/51",
    status,
    reason: "Not Found",
    effect: "none",
    kind,
    hint,
  });

const documented = answered(404, "notFound");
const undocumented = answered(404);

/** A service's list that has the object or not, or can't be read; and what was asked of it. */
function list(end: boolean | Error): Absence & { asked: boolean[] } {
  const asked: boolean[] = [];
  return {
    asked,
    isListed: async (isDocumented) => {
      asked.push(isDocumented);
      if (end instanceof Error) throw end;
      return end;
    },
  };
}

describe("an error says that an object isn't there", () => {
  it.each([
    ["in the service's own form", documented, true],
    ["in any other form", undocumented, false],
  ])("where it's a 404 %s and the list, read at that moment, is without it", async (_, error, isDocumented) => {
    const absence = list(false);
    expect(await isNotFound(error, absence)).toBe(true);
    expect(absence.asked).toEqual([isDocumented]);
  });
});

describe("an error says nothing of the kind", () => {
  it.each([
    ["with another status", answered(403, "forbidden")],
    ["with another status, whatever its form", answered(400, "notFound")],
    ["that had no answer", answered(undefined)],
    ["with a 410, which no service documents", answered(410)],
    ["of our own", new Error("404 Not Found")],
    ["that is only like one", Object.assign(new Error("not found"), { status: 404, kind: "notFound" })],
    ["that is none", undefined],
  ])("%s: the list isn't even asked", async (_, error) => {
    const absence = list(false);
    expect(await isNotFound(error, absence)).toBe(false);
    expect(absence.asked).toEqual([]);
  });

  it.each([
    ["documented", documented],
    ["undocumented", undocumented],
  ])("where the list has the object all the same: a %s 404", async (_, error) => {
    const thrown = await refusal(isNotFound(error, list(true)));
    expect(thrown).toMatchObject({ status: 404, path: "/api/2/x/51" });
    expect(thrown.message).toMatch(/Not Found; but the service's list contains the object.* Check what is between/);
  });

  it("where the list has the object, and keeps a hint that it has", async () => {
    const thrown = await refusal(isNotFound(answered(404, undefined, "Check onegini:url."), list(true)));
    expect(thrown.hint).toBe("Check onegini:url.");
  });

  it.each([
    ["documented", documented],
    ["undocumented", undocumented],
  ])("where the list can't be read: a %s 404, with what became of the list", async (_, error) => {
    const thrown = await refusal(isNotFound(error, list(answered(503))));
    expect(thrown).toMatchObject({ status: 404, path: "/api/2/x/51" });
    expect(thrown.message).toMatch(
      /isn't certain that this is about the object, because the list can't be read.* OneLogin answered 503 to GET/,
    );
  });

  it("where the list fails otherwise: then with that error", async () => {
    const mistake = new Error("too many of that name");
    expect(await refusal(isNotFound(documented, list(mistake)))).toBe(mistake);
  });
});

describe("deleting what isn't there", () => {
  it("succeeds, and so does deleting what is", async () => {
    await ignoreNotFound(Promise.reject(documented), list(false));
    await ignoreNotFound(Promise.resolve(), list(new Error("unasked")));
  });

  it("fails with all other errors, and where the absence isn't sure", async () => {
    const forbidden = answered(403, "forbidden");
    expect(await refusal(ignoreNotFound(Promise.reject(forbidden), list(false)))).toBe(forbidden);
    expect(await refusal(ignoreNotFound(Promise.reject(documented), list(true)))).toMatchObject({ status: 404 });
  });
});

describe("reading what may not be there", () => {
  it("gives undefined where it isn't, and what was read where it is", async () => {
    expect(await undefinedIfNotFound(Promise.reject(documented), list(false))).toBeUndefined();
    expect(await undefinedIfNotFound(Promise.resolve("there"), list(new Error("unasked")))).toBe("there");
  });

  it("fails with all other errors, and where the absence isn't sure", async () => {
    const trouble = answered(500, "failed");
    expect(await refusal(undefinedIfNotFound(Promise.reject(trouble), list(false)))).toBe(trouble);
    expect(await refusal(undefinedIfNotFound(Promise.reject(undocumented), list(answered(401))))).toMatchObject({
      status: 404,
    });
  });
});

describe("an update that meets a 404", () => {
  it("advises a refresh where it's the service's own word", () => {
    expect((adviseRefresh(documented) as Error).message).toContain("It was deleted outside Pulumi, or its parent was");
  });

  it("advises nothing where it isn't, or where it's another error", () => {
    for (const error of [undocumented, answered(409, "conflict"), new Error("404"), undefined])
      expect(adviseRefresh(error)).toBe(error);
  });
});
