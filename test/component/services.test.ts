/// <reference types="vite/types/importMeta.d.ts" />
import { expect, test } from "vitest";
import { services } from "../../provider/services";

const files = Object.keys(import.meta.glob("./{faults/matrix,properties}/*.test.ts"));

test.each(Object.keys(services))("%s is in the fault matrix and in the property tests", (service) => {
  expect(files).toEqual(
    expect.arrayContaining([`./faults/matrix/${service}.test.ts`, `./properties/${service}.test.ts`]),
  );
});
