import { test } from "vitest";
import { load } from "../load/load";

test("a thousand resources take no call too many, never more than eight at once", async () => {
  console.log(await load(1000));
});
