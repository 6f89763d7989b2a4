import { describe } from "vitest";
import { playMatrix } from "../faults/support/matrix";
import { scenarios } from "../faults/support/scenarios";

// Every fault at every call of every operation; the quick form is in test/faults.
for (const [name, all] of Object.entries(scenarios)) describe(name, () => playMatrix(name, all, { whole: true }));
