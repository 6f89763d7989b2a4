// @ts-check
// Numbers as a person reads them.

/** @param {number} value */
export const milliseconds = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** @param {number} value in milliseconds */
export const seconds = (value) => `${(value / 1000).toFixed(value < 9950 ? 2 : 1)} s`;

/** @param {number} value */
export const ratio = (value) => value.toFixed(2);

/** @param {number} value */
export const count = (value) => Math.round(value).toLocaleString("en-US");

/** @param {number} value in seconds */
export function span(value) {
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 90) return `${Math.round(value)} s`;
  if (value < 5400) return `${Math.round(value / 60)} min`;
  return `${(value / 3600).toFixed(1)} h`;
}
