import { scenarios } from "../support/scenarios";
import { playTwoFaults } from "../support/twoFaults";

playTwoFaults(Object.values(scenarios).flat());
