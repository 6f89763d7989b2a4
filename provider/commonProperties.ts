import { profileName } from "./formats";
import { boolean, type Properties, text } from "./properties";

/** The properties of every resource. */
export const common = {
  adoptExisting: {
    kind: boolean,
    createOnly: true,
    description:
      "Take over what exists already instead of failing: it's brought to what the program says, and from then on it's managed, deleted with its resource too. It matters at a create alone; turning it on or off later changes nothing. Default: false.",
  },
  profile: {
    kind: text({ format: profileName }),
    replaces: true,
    description:
      "Another tenant: with `acme`, the configuration is read from `onelogin-acme:…` or `onegini-acme:…`, and from nowhere else. Letters, digits, `-` and `_`. Default: none. A change replaces the resource.",
  },
} as const satisfies Properties;
