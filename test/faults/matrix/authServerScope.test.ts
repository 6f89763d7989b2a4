import { playMatrix } from "../support/matrix";
import { scenarios } from "../support/scenarios";

playMatrix("onelogin.AuthServerScope", scenarios.authServerScope);
