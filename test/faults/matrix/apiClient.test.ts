import { playMatrix } from "../support/matrix";
import { scenarios } from "../support/scenarios";

playMatrix("onegini.ApiClient", scenarios.apiClient);
