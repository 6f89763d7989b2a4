import { test } from "vitest";
import { load } from "../load/load";

test("a hundred resources take no call too many, never more than eight at once", async () => {
  console.log(await load(100));
});
