import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import * as common from "../../../provider/common";
import * as apiClient from "../../../provider/onegini/apiClient";
import * as authServer from "../../../provider/onelogin/authServer";
import * as authServerClaim from "../../../provider/onelogin/authServerClaim";
import * as authServerClientApp from "../../../provider/onelogin/authServerClientApp";
import * as authServerScope from "../../../provider/onelogin/authServerScope";
import { documented } from "../../../scripts/documented.mjs";

const modules: Record<string, unknown> = {
  "provider/common": common,
  "provider/onegini/apiClient": apiClient,
  "provider/onelogin/authServer": authServer,
  "provider/onelogin/authServerClaim": authServerClaim,
  "provider/onelogin/authServerClientApp": authServerClientApp,
  "provider/onelogin/authServerScope": authServerScope,
};

const files: { file: string; source: string }[] = documented((path: string) => modules[path]);

test.each(files.map(({ file, source }) => [relative(process.cwd(), file), file, source]))(
  "%s documents its arguments and outputs as the provider declares them (`npm run generate` writes it)",
  (_, file, source) => {
    expect(readFileSync(file, "utf8")).toBe(source);
  },
);
