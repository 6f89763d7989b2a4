/** What is wrong with texts of some kinds; undefined when nothing is. Values are never quoted: any of them may be a secret. */

/** Services trim names, so that one with white space around it would differ for ever. */
export function trimmed(value: string): string | undefined {
  return value === value.trim() ? undefined : "it must not begin or end with white space";
}

export function httpUrl(value: string): string | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return "it must be a complete URL, such as https://example.com/path";
  }
  return url.protocol === "https:" || url.protocol === "http:"
    ? trimmed(value)
    : "it must be a URL that begins with https:// or http://";
}

/** RFC 6749 3.3: white space separates scopes. */
export function scopeValue(value: string): string | undefined {
  return /\s/.test(value) ? "it must hold no white space, which separates scopes (RFC 6749 3.3)" : undefined;
}

/** A part of a configuration key: `onelogin-acme:url`. */
export function profileName(value: string): string | undefined {
  return /^[\w-]+$/.test(value) ? undefined : "it must hold letters, digits, - and _ alone";
}
